import type { Attempt } from './attempt.ts';
import { anchoredWindows } from './first-window.ts';
import { earliestOpenings, possibleCounts } from './possible-counts.ts';
import type { Rate } from './rate.ts';

/** A denial before which fewer than the limit can have been counted in a window that covers it. */
export interface UncausedDenial<A extends Attempt> {
  readonly denial: A;
  readonly counted: number;
}

/**
 * The denials that no window opened by a first hit justifies: even the most generous reading counts fewer than the limit
 * from the earliest opening of a window that covers the denial up to its end (docs/algorithms.md 6, denials).
 */
export function wrongfulByFirstHits<A extends Attempt>(
  attempts: readonly A[],
  { limit, windowNs }: Rate,
): UncausedDenial<A>[] {
  const earliestOpening = earliestOpenings(anchoredWindows(attempts, windowNs), windowNs);
  const possible = possibleCounts(attempts);
  return attempts
    .filter(({ kind }) => kind === 'denied')
    .map((denial) => ({ denial, counted: possible(earliestOpening(denial), denial.completedNs) }))
    .filter(({ counted }) => counted < limit);
}
