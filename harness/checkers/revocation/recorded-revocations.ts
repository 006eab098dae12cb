import { countBelow } from '../columns/sorted.ts';
import type { RecordedBump, RecordedRead, RecordedRegister } from './recorded-versions.ts';
import { revocations } from './revocation.ts';
import type { AnsweredKick, ExplicableRevocation } from './stale-causes.ts';

/** A kick that returned. */
interface ReturnedBump extends RecordedBump, AnsweredKick {
  readonly completedNs: number;
}

/** How one replica learned of one recorded kick. */
export type VersionRevocation = ExplicableRevocation<ReturnedBump, RecordedRead>;

/**
 * What each replica made of the tokens that a kick ended, by the kick that was the first to have ended them when it
 * returned. A kick ends the versions below its own number, and those that were there before it began. O(n log n).
 */
export function recordedRevocations({ bumps, reads }: RecordedRegister): VersionRevocation[] {
  const kicks = bumps.filter(isReturned);
  const enderOf = enders(kicks, firstSeen(kicks, reads));
  const unwritten = new Set<ReturnedBump>();
  const probes = new Map<ReturnedBump, RecordedRead[]>();
  for (const read of reads) {
    const kick = enderOf(read.version);
    if (!kick) continue;
    const own = probes.get(kick);
    if (read.kind !== 'login') {
      if (own) own.push(read);
      else probes.set(kick, [read]);
    } else if (read.invokedNs > kick.completedNs) unwritten.add(kick);
  }
  return [...probes].flatMap(([kick, own]) =>
    revocations(kick, own).map((one) => ({ ...one, unwritten: unwritten.has(kick) })),
  );
}

const isReturned = (bump: RecordedBump): bump is ReturnedBump => bump.completedNs !== null;

/** When each version was first known to be there: the end of the first operation that showed or made it. */
function firstSeen(kicks: readonly ReturnedBump[], reads: readonly RecordedRead[]): Map<number, number> {
  const seenNs = new Map<number, number>();
  const see = (version: number, ns: number): void => {
    if (ns < (seenNs.get(version) ?? Infinity)) seenNs.set(version, ns);
  };
  for (const { version, completedNs } of reads) see(version, completedNs);
  for (const { version, completedNs } of kicks) if (version !== null) see(version, completedNs);
  return seenNs;
}

/** Finds the kick that was the first to return of those that ended a version. */
function enders(
  kicks: readonly ReturnedBump[],
  seenNs: ReadonlyMap<number, number>,
): (version: number) => ReturnedBump | undefined {
  const seen = [...seenNs].sort(([, a], [, b]) => a - b);
  const times = seen.map(([, ns]) => ns);
  let newest = -Infinity;
  const newestBy = seen.map(([version]) => (newest = Math.max(newest, version)));
  const endedBy = ({ version, invokedNs }: ReturnedBump): number =>
    Math.max(
      version === null ? -Infinity : version - 1,
      newestBy[countBelow(times, invokedNs) - 1] ?? -Infinity,
    );
  const ranked = kicks.map((kick) => ({ kick, ended: endedBy(kick) })).sort((a, b) => b.ended - a.ended);
  const ranks = ranked.map(({ ended }) => -ended);
  let first: ReturnedBump | undefined;
  const firstOf = ranked.map(
    ({ kick }) => (first = first && first.completedNs <= kick.completedNs ? first : kick),
  );
  return (version) => firstOf[countBelow(ranks, 1 - version) - 1];
}
