import { countBelow, countUpTo } from '../general/sorted.ts';
import type { CounterAdd, CounterLook } from './counter-history.ts';

/** What can be told of a look at a counter from the adds around it. */
export interface CounterBounds {
  /** The add that can first have made the sum more than the look saw; null if the look is not too low. */
  readonly tooLow: (look: CounterLook) => CounterAdd | null;
  /** Whether all adds begun by then are less than the look saw. */
  readonly isTooHigh: (look: CounterLook) => boolean;
  /** The add that began too late to explain a look that is too high; null if none would. */
  readonly tooLate: (look: CounterLook) => CounterAdd | null;
}

/**
 * A look shows at least what was acknowledged before it began, and at most what was begun before it ended (Jepsen's
 * counter; docs/algorithms.md 2). O(n log n) to make, O(log n) a look.
 */
export function boundsOf(adds: readonly CounterAdd[]): CounterBounds {
  const done = ledgerOf(adds, ({ completedNs }) => completedNs ?? Infinity);
  const begun = ledgerOf(adds, ({ invokedNs }) => invokedNs);
  return {
    tooLow: ({ before, invokedNs }) => {
      const exceeding = countUpTo(done.sums, before);
      return exceeding < countBelow(done.instants, invokedNs) ? (done.adds[exceeding] ?? null) : null;
    },
    isTooHigh: ({ after, completedNs }) =>
      after > 0 && countBelow(begun.sums, after) >= countUpTo(begun.instants, completedNs),
    tooLate: ({ after }) => begun.adds[countBelow(begun.sums, after)] ?? null,
  };
}

/** Adds in order of one of their times, with the sum of each and all before it. */
interface Ledger {
  readonly adds: readonly CounterAdd[];
  readonly instants: Float64Array;
  readonly sums: Float64Array;
}

function ledgerOf(unordered: readonly CounterAdd[], instantOf: (add: CounterAdd) => number): Ledger {
  const adds = unordered.toSorted((a, b) => instantOf(a) - instantOf(b));
  let sum = 0;
  return {
    adds,
    instants: Float64Array.from(adds, instantOf),
    sums: Float64Array.from(adds, ({ amount }) => {
      sum += amount;
      return sum;
    }),
  };
}
