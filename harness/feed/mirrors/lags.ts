import { compareVersions } from '../versions.ts';
import type { Served } from './served.ts';

/** A mirror that served something older after something newer had been seen, by real time. */
export interface MirrorLag {
  readonly mirror: string;
  readonly file: string;
  /** `version`: an older one. `bytes`: others of the same version. `absent`: nothing of use. */
  readonly kind: 'version' | 'bytes' | 'absent';
  readonly served: string;
  readonly newest: string;
  /** Who served the newer first. */
  readonly ahead: string;
  /** When the newer was first seen, when the mirror last served the older, and when it first had the newer; null when it never had. */
  readonly sinceNs: number;
  readonly untilNs: number;
  readonly caughtUpNs: number | null;
  /** Indexes into the record: the newer, and the last older. */
  readonly fetches: readonly number[];
}

/** The lags of one file: whoever serves less than was seen before is behind, until it serves as much (a stale read, by real time). */
export function lagsOf(served: readonly Served[]): MirrorLag[] {
  const isLess = orderOf(served);
  const open = new Map<string, MirrorLag>();
  const closed: MirrorLag[] = [];
  let newest: Served | null = null;
  for (const one of served) {
    if (newest === null || isLess(newest, one)) newest = one;
    const lag = open.get(one.mirror);
    if (isLess(one, newest)) open.set(one.mirror, { ...(lag ?? begun(one, newest)), ...goneOn(one, newest) });
    else if (lag !== undefined) {
      closed.push({ ...lag, caughtUpNs: one.atNs });
      open.delete(one.mirror);
    }
  }
  return [...closed, ...open.values()].toSorted((a, b) => a.sinceNs - b.sinceNs);
}

function begun(one: Served, newest: Served) {
  const { mirror, file } = one;
  return { mirror, file, sinceNs: newest.atNs, ahead: newest.mirror, caughtUpNs: null };
}

function goneOn(one: Served, newest: Served) {
  return {
    kind: kindOf(one, newest),
    served: one.what,
    newest: newest.what,
    untilNs: one.atNs,
    fetches: [newest.fetch, one.fetch],
  };
}

function kindOf(one: Served, newest: Served): MirrorLag['kind'] {
  if (one.sha256 === null) return 'absent';
  return one.version === newest.version ? 'bytes' : 'version';
}

/** Nothing is less than something, then versions decide, then which bytes were seen first. */
function orderOf(served: readonly Served[]): (a: Served, b: Served) => boolean {
  const firstSeen = new Map<string, number>();
  for (const one of served)
    if (!firstSeen.has(identityOf(one))) firstSeen.set(identityOf(one), firstSeen.size);
  return (a, b) => {
    if (a.sha256 === null || b.sha256 === null) return a.sha256 === null && b.sha256 !== null;
    const byVersion = a.version === null || b.version === null ? 0 : compareVersions(a.version, b.version);
    if (byVersion !== 0) return byVersion < 0;
    return (firstSeen.get(identityOf(a)) ?? 0) < (firstSeen.get(identityOf(b)) ?? 0);
  };
}

const identityOf = ({ version, sha256 }: Served): string => `${version} ${sha256}`;
