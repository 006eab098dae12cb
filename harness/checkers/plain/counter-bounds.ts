import { countBelow, countUpTo } from '../columns/sorted.ts';
import { orderOf } from '../rate-limit/intervals.ts';
import type { CounterAdd, CounterLook } from './counter-history.ts';
import type { Rows } from '../columns/rows.ts';

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
export function boundsOf(adds: Rows<CounterAdd>): CounterBounds {
  const size = adds.length;
  const [begins, ends, amounts] = [new Float64Array(size), new Float64Array(size), new Float64Array(size)];
  let place = 0;
  for (const { amount, invokedNs, completedNs } of adds) {
    begins[place] = invokedNs;
    ends[place] = completedNs ?? Infinity;
    amounts[place] = amount;
    place += 1;
  }
  const done = ledgerOf(adds, ends, amounts);
  const begun = ledgerOf(adds, begins, amounts);
  return {
    tooLow: ({ before, invokedNs }) => {
      const exceeding = countUpTo(done.sums, before);
      return exceeding < countBelow(done.instants, invokedNs) ? done.addAt(exceeding) : null;
    },
    isTooHigh: ({ after, completedNs }) =>
      after > 0 && countBelow(begun.sums, after) >= countUpTo(begun.instants, completedNs),
    tooLate: ({ after }) => begun.addAt(countBelow(begun.sums, after)),
  };
}

/** Adds in order of one of their times, with the sum of each and all before it. */
interface Ledger {
  readonly addAt: (place: number) => CounterAdd | null;
  readonly instants: Float64Array;
  readonly sums: Float64Array;
}

function ledgerOf(adds: Rows<CounterAdd>, instants: Float64Array, amounts: Float64Array): Ledger {
  const order = orderOf(instants);
  let sum = 0;
  return {
    addAt: (at) => adds.at(order[at] ?? adds.length) ?? null,
    instants: instants.sort(),
    sums: Float64Array.from(order, (at) => (sum += amounts[at] ?? 0)),
  };
}
