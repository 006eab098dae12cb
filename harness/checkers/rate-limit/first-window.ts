import type { RunNs } from '../../time/clock.ts';
import { type Attempt, ROUNDING_NS } from './attempt.ts';
import { ascending, countBelow } from '../columns/sorted.ts';

/** One window of a limiter, as far as the history pins it down. */
export interface Window<A extends Attempt> {
  /** The window was opened at some instant of [opensFromNs, opensUntilNs]. */
  readonly opensFromNs: RunNs;
  readonly opensUntilNs: RunNs;
  /** The window was over at some instant of [endsFromNs, endsUntilNs], roundings included. */
  readonly endsFromNs: RunNs;
  readonly endsUntilNs: RunNs;
  /** What was surely decided in this window, in order of invocation. */
  readonly members: readonly A[];
}

/**
 * The windows of a fixed-window limiter whose window is opened by the first counted request, on a key unused before:
 * window 1 opens in [min start of what may be counted, min end of what was allowed]; window k+1 likewise among what
 * lies after the end of window k. The chain stops where no later admission is certain. O(n log n) (docs/algorithms.md 6).
 */
export function anchoredWindows<A extends Attempt>(attempts: readonly A[], windowNs: number): Window<A>[] {
  const byStart = attempts.toSorted((a, b) => a.invokedNs - b.invokedNs);
  const starts = ascending(byStart.map(({ invokedNs }) => invokedNs));
  const earliestStart = earliestStartAmongEndingFrom(attempts.filter(({ kind }) => kind !== 'denied'));
  const earliestEnd = earliestEndAmongStartingFrom(attempts.filter(({ kind }) => kind === 'allowed'));
  const windows: Window<A>[] = [];
  let previousEndsFromNs = -Infinity;
  let previousEndsUntilNs = -Infinity;
  for (;;) {
    const opensUntilNs = earliestEnd(previousEndsUntilNs);
    if (opensUntilNs === Infinity) return windows;
    const opensFromNs = Math.max(previousEndsFromNs, earliestStart(previousEndsFromNs));
    const endsFromNs = opensFromNs + windowNs - ROUNDING_NS;
    const endsUntilNs = opensUntilNs + windowNs + ROUNDING_NS;
    const members = byStart
      .slice(countBelow(starts, previousEndsUntilNs), countBelow(starts, endsFromNs))
      .filter(({ completedNs }) => completedNs < endsFromNs);
    windows.push({ opensFromNs, opensUntilNs, endsFromNs, endsUntilNs, members });
    previousEndsFromNs = endsFromNs;
    previousEndsUntilNs = endsUntilNs;
  }
}

function earliestStartAmongEndingFrom(attempts: readonly Attempt[]): (boundNs: RunNs) => RunNs {
  const byEnd = attempts.toSorted((a, b) => compare(a.completedNs, b.completedNs));
  const ends = ascending(byEnd.map(({ completedNs }) => completedNs));
  const earliest = suffixMinima(byEnd.map(({ invokedNs }) => invokedNs));
  return (boundNs) => earliest[countBelow(ends, boundNs)] ?? Infinity;
}

function earliestEndAmongStartingFrom(attempts: readonly Attempt[]): (boundNs: RunNs) => RunNs {
  const byStart = attempts.toSorted((a, b) => a.invokedNs - b.invokedNs);
  const starts = ascending(byStart.map(({ invokedNs }) => invokedNs));
  const earliest = suffixMinima(byStart.map(({ completedNs }) => completedNs));
  return (boundNs) => earliest[countBelow(starts, boundNs)] ?? Infinity;
}

// Not a difference: that of two infinities is not a number.
const compare = (a: number, b: number): number => (a < b ? -1 : Number(a > b));

function suffixMinima(values: readonly number[]): Float64Array {
  const minima = Float64Array.from(values);
  for (let at = minima.length - 2; at >= 0; at -= 1) {
    minima[at] = Math.min(minima[at] ?? Infinity, minima[at + 1] ?? Infinity);
  }
  return minima;
}
