import type { RunNs } from '../../time/clock.ts';
import { type Attempt, ROUNDING_NS } from './attempt.ts';
import type { Window } from './first-window.ts';
import { ascending, countBelow, countUpTo } from '../columns/sorted.ts';

/** How many allowed or `info` operations can have been counted in [fromNs, untilNs], in the most generous reading. */
export function possibleCounts(attempts: readonly Attempt[]): (fromNs: RunNs, untilNs: RunNs) => number {
  const counted = attempts.filter(({ kind }) => kind !== 'denied');
  const starts = ascending(counted.map(({ invokedNs }) => invokedNs));
  const ends = ascending(counted.map(({ completedNs }) => completedNs));
  return (fromNs, untilNs) => countUpTo(starts, untilNs) - countBelow(ends, fromNs);
}

/** For an attempt, the earliest instant at which the window that covers it can have been opened. */
export function earliestOpenings<A extends Attempt>(
  windows: readonly Window<A>[],
  windowNs: number,
): (attempt: Attempt) => RunNs {
  const ends = ascending(windows.map(({ endsUntilNs }) => endsUntilNs));
  return ({ invokedNs }) => {
    const over = windows[countUpTo(ends, invokedNs) - 1];
    return Math.max(invokedNs - windowNs - ROUNDING_NS, over?.endsFromNs ?? -Infinity);
  };
}
