import { countUpTo } from '../general/sorted.ts';
import { decideTokenVersion } from './token-version.ts';
import type { VersionDecision, VersionHistory } from './version-history.ts';

/**
 * Decides a register whose first version nobody told: linearizable if it is so from any base. Each version seen
 * bounds the base by the kicks begun and done around it, so that there is mostly one base to try.
 */
export function decideFromAnyBase({ bumps, reads }: Omit<VersionHistory, 'base'>): VersionDecision {
  const doneNs = bumps.map((bump) => bump.completedNs ?? Infinity).sort((a, b) => a - b);
  const begunNs = bumps.map((bump) => bump.invokedNs).sort((a, b) => a - b);
  const done = (ns: number): number => countUpTo(doneNs, ns) - countEqual(doneNs, ns);
  const ranges = reads
    .filter((read) => read.kind !== 'reject')
    .sort((a, b) => a.completedNs - b.completedNs)
    .map((read) => ({
      low: read.version - countUpTo(begunNs, read.completedNs),
      high: read.version - done(read.invokedNs),
    }));
  const low = ranges.reduce((most, range) => Math.max(most, range.low), -Infinity);
  const high = ranges.reduce((least, range) => Math.min(least, range.high), Infinity);
  for (let base = high; base >= low && Number.isFinite(base); base -= 1) {
    const decision = decideTokenVersion({ base, bumps, reads });
    if (decision.ok || base === low) return decision;
  }
  return decideTokenVersion({ base: ranges[0]?.high ?? CONTRACT_BASE, bumps, reads });
}

/** The version of a user who was never kicked. */
const CONTRACT_BASE = 1;

/** How many of the ascending values equal one; an end that touches a start is no order. */
function countEqual(ascending: readonly number[], value: number): number {
  let count = 0;
  for (let at = countUpTo(ascending, value) - 1; ascending[at] === value; at -= 1) count += 1;
  return count;
}
