import type { RunNs } from '../../time/clock.ts';
import type { VersionHistory, VersionRead } from './version-history.ts';

/** One end of a window, and the read that set it. */
interface Bound {
  readonly ns: RunNs;
  readonly read: VersionRead | null;
}

/** When bump k must have happened, for k from 1 to `count`; both ends only grow with k. */
export interface VersionWindows {
  /** How many bumps the reads prove. */
  readonly count: number;
  /** No bump after `count` can be earlier than the entry at `count + 1`. */
  readonly lower: readonly Bound[];
  readonly upper: readonly Bound[];
}

/** The windows the reads leave to each bump; index 0 stands for the start, before any bump. */
export function versionWindows({ base, reads }: VersionHistory): VersionWindows {
  const count = reads.reduce((most, read) => Math.max(most, provenBumps(read, base)), 0);
  const lower = Array.from({ length: count + 2 }, (): Bound => ({ ns: -Infinity, read: null }));
  const upper = Array.from({ length: count + 2 }, (): Bound => ({ ns: Infinity, read: null }));
  for (const read of reads) {
    const proven = provenBumps(read, base);
    if (proven > 0) lowerTo(upper, proven, { ns: read.completedNs, read });
    if (read.kind !== 'reject') raiseTo(lower, proven + 1, { ns: read.invokedNs, read });
  }
  for (let k = 1; k < lower.length; k += 1) raiseTo(lower, k, lower[k - 1]);
  for (let k = upper.length - 2; k >= 0; k -= 1) lowerTo(upper, k, upper[k + 1]);
  return { count, lower, upper };
}

/** How many bumps had happened for certain when the read ended. */
export function provenBumps(read: VersionRead, base: number): number {
  return Math.max(0, read.version - base + (read.kind === 'reject' ? 1 : 0));
}

function raiseTo(bounds: Bound[], at: number, bound: Bound | undefined): void {
  const old = bounds[at];
  if (old && bound && bound.ns > old.ns) bounds[at] = bound;
}

function lowerTo(bounds: Bound[], at: number, bound: Bound | undefined): void {
  const old = bounds[at];
  if (old && bound && bound.ns < old.ns) bounds[at] = bound;
}
