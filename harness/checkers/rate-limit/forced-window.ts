import type { RunNs } from '../../time/clock.ts';
import type { Attempt } from './attempt.ts';
import { ascending, countBelow } from '../general/sorted.ts';

/** The half-open window into which the most admissions are forced. */
export interface ForcedWindow {
  readonly count: number;
  readonly fromNs: RunNs;
  readonly toNs: RunNs;
}

/**
 * F(T): the most allowed operations that lie wholly in one half-open window of length T, with that window; a sweep
 * over the starts from the last to the first with a Fenwick tree over the ends, O(n log n) (docs/algorithms.md 6).
 */
export function forcedWindow(attempts: readonly Attempt[], lengthNs: number): ForcedWindow | null {
  const allowed = attempts.filter(({ kind }) => kind === 'allowed');
  const ends = ascending(allowed.map(({ completedNs }) => completedNs));
  const endsSoFar = new Int32Array(ends.length + 1);
  let best: ForcedWindow | null = null;
  for (const { invokedNs, completedNs } of allowed.sort((a, b) => b.invokedNs - a.invokedNs)) {
    insert(endsSoFar, countBelow(ends, completedNs) + 1);
    const toNs = invokedNs + lengthNs;
    const count = prefixSum(endsSoFar, countBelow(ends, toNs));
    if (count > (best?.count ?? 0)) best = { count, fromNs: invokedNs, toNs };
  }
  return best;
}

function insert(tree: Int32Array, position: number): void {
  for (let at = position; at < tree.length; at += at & -at) tree[at] = (tree[at] ?? 0) + 1;
}

function prefixSum(tree: Int32Array, position: number): number {
  let sum = 0;
  for (let at = position; at > 0; at -= at & -at) sum += tree[at] ?? 0;
  return sum;
}
