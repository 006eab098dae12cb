import type { RunNs } from '../../time/clock.ts';
import { type Intervals, orderOf } from './intervals.ts';
import { type Rate, roundingNs } from './rate.ts';

/** A closed span of time into which more admissions are forced than a bucket can hold tokens for. */
interface OverdrawnSpan {
  /** The most that a full bucket can admit in it. */
  readonly allowance: number;
  readonly fromNs: RunNs;
  readonly toNs: RunNs;
}

/** The shortest overdrawn span up to an instant of heavy debt; and one that shows half of that debt. */
export interface Overdraft {
  readonly shortest: OverdrawnSpan;
  readonly heavy: OverdrawnSpan;
}

/** How much heavier a later debt must be than an earlier one to be preferred: what lasts is best shown where it began. */
const HEAVIER = 1.1;

/**
 * Where a bucket of `limit` tokens, refilled at `limit` per window, is overdrawn: where for some x < y the operations forced into
 * [x, y] less the tokens refilled are more than the bucket holds. Sweeps y over the ends, with a tree over x of count · c + x,
 * in which c is the time one token takes; O(n log n) (docs/algorithms.md 6). Null when the bucket covers every span.
 */
export function overdraftOf(intervals: Intervals, rate: Rate): Overdraft | null {
  const { starts, ends } = intervals;
  const { windowNs } = rate;
  const debts = new DebtTree(starts.length, windowNs / rate.limit);
  let [debtNs, toNs, enoughNs] = [0, Infinity, windowNs + roundingNs(rate)];
  for (const at of orderOf(ends)) {
    const endNs = ends[at] ?? Infinity;
    const owedNs = debts.admit(at, starts[at] ?? 0) - endNs;
    if (owedNs > enoughNs) [debtNs, toNs, enoughNs] = [owedNs, endNs, HEAVIER * owedNs];
  }
  if (toNs === Infinity) return null;
  return {
    shortest: shortestTo(toNs, intervals, { ...rate, aboveNs: windowNs }),
    heavy: shortestTo(toNs, intervals, { ...rate, aboveNs: (windowNs + debtNs) / 2 }),
  };
}

/** The latest start from which so much is owed at an end. */
function shortestTo(
  toNs: RunNs,
  { starts, ends }: Intervals,
  { limit, windowNs, aboveNs }: Rate & { readonly aboveNs: number },
): OverdrawnSpan {
  const tokenNs = windowNs / limit;
  let [at, inside, fromNs] = [starts.length, 0, toNs];
  while (inside * tokenNs + fromNs - toNs <= aboveNs) {
    at -= 1;
    if ((ends[at] ?? Infinity) > toNs) continue;
    inside += 1;
    fromNs = starts[at] ?? 0;
  }
  return { allowance: Math.floor(limit + (toNs - fromNs) / tokenNs), fromNs, toNs };
}

/** For every start x: x + c · (admissions so far that start at x or later), once x itself was admitted; and the maximum. */
class DebtTree {
  readonly #leaves: number;
  readonly #highest: Float64Array;
  /** Admissions added to a whole subtree. */
  readonly #added: Uint32Array;
  readonly #tokenNs: number;

  constructor(size: number, tokenNs: number) {
    this.#leaves = 2 ** Math.ceil(Math.log2(Math.max(1, size)));
    this.#highest = new Float64Array(2 * this.#leaves).fill(-Infinity);
    this.#added = new Uint32Array(2 * this.#leaves);
    this.#tokenNs = tokenNs;
  }

  /** Counts the admission for every start up to its own; the highest of all afterwards. */
  admit(position: number, startNs: RunNs): number {
    const [highest, added, tokenNs] = [this.#highest, this.#added, this.#tokenNs];
    let node = this.#leaves + position;
    added[node] = (added[node] ?? 0) + 1;
    highest[node] = startNs + (added[node] ?? 0) * tokenNs;
    for (; node > 1; node >>= 1) {
      if (node % 2 === 1) {
        added[node - 1] = (added[node - 1] ?? 0) + 1;
        highest[node - 1] = (highest[node - 1] ?? 0) + tokenNs;
      }
      const higher = Math.max(highest[node] ?? 0, highest[node ^ 1] ?? 0);
      highest[node >> 1] = higher + (added[node >> 1] ?? 0) * tokenNs;
    }
    return highest[1] ?? -Infinity;
  }
}
