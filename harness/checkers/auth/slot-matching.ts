/** The slots one item may take, both ends included; empty when `first > last`. */
export interface SlotRange {
  readonly first: number;
  readonly last: number;
}

export interface SlotMatching {
  /** The positions of the ranges that got no slot. */
  readonly unmatched: readonly number[];
  /** The first slot nobody took; null when all are taken. */
  readonly free: number | null;
}

/**
 * A largest matching of ranges to the slots 1 … count: by last slot, each takes the first free one
 * (convex bipartite matching, Glover 1967). O(n log n).
 */
export function matchSlots(ranges: readonly SlotRange[], count: number): SlotMatching {
  const next = Int32Array.from({ length: count + 2 }, (_, slot) => slot);
  const order = ranges.map((range, position) => ({ ...range, position }));
  order.sort((a, b) => a.last - b.last);
  const unmatched: number[] = [];
  for (const { first, last, position } of order) {
    const slot = firstFree(next, Math.max(1, first));
    if (slot > last || slot > count) unmatched.push(position);
    else next[slot] = slot + 1;
  }
  const free = firstFree(next, 1);
  return { unmatched, free: free > count ? null : free };
}

/** Follows the links past the taken slots, halving the path on the way. */
function firstFree(next: Int32Array, from: number): number {
  let slot = Math.min(from, next.length - 1);
  for (;;) {
    const link = next[slot] ?? slot;
    if (link === slot) return slot;
    next[slot] = next[link] ?? link;
    slot = link;
  }
}
