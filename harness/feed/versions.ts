import { compareBuild, parse } from 'semver';

/** A version as a client reads it from a release: semver 2.0.0 after any number of leading `v`; null when it is none. */
export function readVersion(text: string): string | null {
  const bare = text.replace(/^v+/u, '');
  // The library forgives blanks and a further `v`, which a client does not.
  return /^\d[^\s]*$/u.test(bare) && parse(bare) !== null ? bare : null;
}

/** Whether a client with `installed` takes `released` for an update; like the client's, the order is that of semver, then of the build. */
export const isNewer = (released: string, installed: string): boolean =>
  compareBuild(released, installed) > 0;

/** Negative, zero or positive as `a` is older than, the same as or newer than `b`. */
export const compareVersions = (a: string, b: string): number => compareBuild(a, b);

/** Whether the version that was signed for is the announced one: as versions, or letter by letter where one is none. */
export function isSameVersion(signed: string, announced: string): boolean {
  const [one, other] = [readVersion(signed), readVersion(announced)];
  return one === null || other === null ? signed === announced : compareBuild(one, other) === 0;
}
