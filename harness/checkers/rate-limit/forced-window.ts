import type { RunNs } from '../../time/clock.ts';
import type { Attempt } from './attempt.ts';
import { admissionsAmong, type Intervals } from './intervals.ts';

/** The half-open window into which the most admissions are forced. */
export interface ForcedWindow {
  readonly count: number;
  readonly fromNs: RunNs;
  readonly toNs: RunNs;
}

/** F(T) of the admitted among these attempts. */
export function forcedWindow(attempts: readonly Attempt[], lengthNs: number): ForcedWindow | null {
  return densestWindow(admissionsAmong(attempts), lengthNs);
}

/**
 * F(T): the most operations that lie wholly in one half-open window of length T, with the last such window. An operation
 * lies in [x, x+T) iff end−T < x ≤ start, so F is the most such ranges that share one x; O(n log n) for the sort
 * (docs/algorithms.md 6).
 */
export function densestWindow({ starts, ends }: Intervals, lengthNs: number): ForcedWindow | null {
  // Operations longer than the window fit nowhere: their ranges are empty.
  const opens = ends
    .map((endNs, at) => (endNs - lengthNs < (starts[at] ?? 0) ? endNs - lengthNs : Infinity))
    .sort();
  let best: ForcedWindow | null = null;
  let [opened, closed] = [0, 0];
  for (let at = 0; at < starts.length; at += 1) {
    const fromNs = starts[at] ?? 0;
    while ((opens[opened] ?? Infinity) < fromNs) opened += 1;
    const count = opened - closed;
    if (count > 0 && count >= (best?.count ?? 0)) best = { count, fromNs, toNs: fromNs + lengthNs };
    if ((ends[at] ?? 0) - lengthNs < fromNs) closed += 1;
  }
  return best;
}
