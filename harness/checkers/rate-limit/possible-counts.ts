import type { RunNs } from '../../time/clock.ts';
import { type Attempt, ROUNDING_NS } from './attempt.ts';
import type { Window } from './first-window.ts';
import { ascending, countBelow, countUpTo } from '../general/sorted.ts';

/** How many allowed or `info` operations can have been counted in [fromNs, untilNs], in the most generous reading. */
export function possibleCounts(attempts: readonly Attempt[]): (fromNs: RunNs, untilNs: RunNs) => number {
  const counted = attempts.filter(({ kind }) => kind !== 'denied');
  const starts = ascending(counted.map(({ invokedNs }) => invokedNs));
  const ends = ascending(counted.map(({ completedNs }) => completedNs));
  return (fromNs, untilNs) => countUpTo(starts, untilNs) - countBelow(ends, fromNs);
}

/** The earliest instant at which the window that covers this attempt can have been opened. */
export function earliestOpening<A extends Attempt>(
  attempt: Attempt,
  windows: readonly Window<A>[],
  windowNs: number,
): RunNs {
  const over = windows.findLast(({ endsUntilNs }) => endsUntilNs <= attempt.invokedNs);
  return Math.max(attempt.invokedNs - windowNs - ROUNDING_NS, over?.endsFromNs ?? -Infinity);
}
