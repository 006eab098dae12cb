/** The slots each item may take, both ends included, as columns; none where the first is past the last. */
export interface SlotRanges {
  readonly first: Int32Array;
  readonly last: Int32Array;
  /** The items by last slot; equals in the order they came. */
  readonly order: Int32Array;
}

/** What a largest matching leaves over. */
export interface SlotMatching {
  /** The first item, by last slot, that got none; null when all got one. */
  readonly unmatched: number | null;
  /** The first slot nobody took; past the last when all are taken. */
  readonly free: number;
}

/** Orders the items by a counting sort: the slots are few. */
export function slotRanges(first: Int32Array, last: Int32Array, slots: number): SlotRanges {
  const starts = new Int32Array(slots + 2);
  for (const slot of last) starts[slot + 1] = (starts[slot + 1] ?? 0) + 1;
  for (let slot = 1; slot < starts.length; slot += 1)
    starts[slot] = (starts[slot] ?? 0) + (starts[slot - 1] ?? 0);
  const order = new Int32Array(last.length);
  for (let item = 0; item < last.length; item += 1) {
    const slot = last[item] ?? 0;
    const place = starts[slot] ?? 0;
    order[place] = item;
    starts[slot] = place + 1;
  }
  return { first, last, order };
}

/**
 * A largest matching of ranges to the slots from 1 that are not `taken`: by last slot, each takes the first free one (convex
 * bipartite matching, Glover 1967).
 */
export function matchSlots({ first, last, order }: SlotRanges, taken: Uint8Array): SlotMatching {
  const next = new Int32Array(taken.length + 1);
  for (let slot = 1; slot < next.length; slot += 1) next[slot] = taken[slot] === 1 ? slot + 1 : slot;
  let unmatched: number | null = null;
  for (const item of order) {
    const slot = firstFree(next, first[item] ?? 1);
    if (slot <= (last[item] ?? 0)) next[slot] = slot + 1;
    else unmatched ??= item;
  }
  return { unmatched, free: firstFree(next, 1) };
}

/** Follows the links past the taken slots, halving the path on the way. */
function firstFree(next: Int32Array, from: number): number {
  let slot = from;
  for (;;) {
    const link = next[slot] ?? slot;
    if (link === slot) return slot;
    next[slot] = next[link] ?? link;
    slot = link;
  }
}
