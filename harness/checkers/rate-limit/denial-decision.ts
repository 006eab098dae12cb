import { countBelow, countUpTo } from '../columns/sorted.ts';
import type { Intervals } from './intervals.ts';
import type { LimiterKind, Rate } from './rate.ts';

/** How a limiter denies. */
export interface DenialRule extends Rate {
  readonly kind: LimiterKind;
  /** Whether denied hits use up the limit too; the denials are then among those that may count. */
  readonly countsDenied: boolean;
}

/**
 * The positions of the denials that no reading of the history gives a cause for: at no instant of the denial can so many
 * operations count that the limit is used up. The most generous reading lets each of those that may count do so wherever its
 * interval allows it, in windows of the most generous phase; O(n log n) (docs/algorithms.md 6, denials).
 */
export function wrongfulDenials(denials: Intervals, mayCount: Intervals, rule: DenialRule): number[] {
  // What is used up grows only where an operation begins, so those instants and the denial's first one are the ones to look at.
  const instants = merged(mayCount.starts, denials.starts);
  const { used, most } = usage(instants, mayCount, rule);
  const wrongful: number[] = [];
  eachHeaviest({ instants, used, spans: denials }, (position, heaviest) => {
    if (heaviest <= most) wrongful.push(position);
  });
  return wrongful.toReversed();
}

interface Usage {
  /** What is used up at each instant. */
  readonly used: Float64Array;
  /** The most that leaves room for one more. */
  readonly most: number;
}

function usage(instants: Float64Array, mayCount: Intervals, rule: DenialRule): Usage {
  const { kind, limit, windowNs, countsDenied } = rule;
  const own = Number(countsDenied);
  switch (kind) {
    case 'fixed-window':
    case 'sliding-log':
      return { used: countsWithin(instants, mayCount, windowNs), most: limit - 1 + own };
    // An estimate over two windows is never more than what these hold.
    case 'sliding-counter':
      return { used: countsWithin(instants, mayCount, 2 * windowNs), most: limit - 1 + own };
    case 'token-bucket':
      return { used: tokenDebts(instants, mayCount, rule), most: windowNs - (1 - own) * (windowNs / limit) };
  }
}

/** How many may count in the window that ends at each instant: begun by then, and not over a window ago. */
function countsWithin(instants: Float64Array, { starts, ends }: Intervals, windowNs: number): Float64Array {
  const ascendingEnds = ends.toSorted();
  let [begun, gone] = [0, 0];
  return instants.map((atNs) => {
    while ((starts[begun] ?? Infinity) <= atNs) begun += 1;
    while ((ascendingEnds[gone] ?? Infinity) + windowNs <= atNs) gone += 1;
    return begun - gone;
  });
}

/** How long the bucket needs from each instant until it is full again, when every admission came as late as it can have. */
function tokenDebts(
  instants: Float64Array,
  { starts, ends }: Intervals,
  { limit, windowNs }: Rate,
): Float64Array {
  const ascendingEnds = ends.toSorted();
  const tokenNs = windowNs / limit;
  let [begun, over, fullAgainNs] = [0, 0, -Infinity];
  return instants.map((atNs) => {
    while ((starts[begun] ?? Infinity) <= atNs) begun += 1;
    for (; (ascendingEnds[over] ?? Infinity) < atNs; over += 1) {
      const endNs = ascendingEnds[over] ?? 0;
      fullAgainNs = Math.min(Math.max(fullAgainNs, endNs) + tokenNs, endNs + windowNs);
    }
    return Math.max(0, fullAgainNs - atNs) + (begun - over) * tokenNs;
  });
}

interface SpanQuery {
  readonly instants: Float64Array;
  readonly used: Float64Array;
  readonly spans: Intervals;
}

/** Tells, for each closed span from the last to the first, the most that is used at any of the instants in it. */
function eachHeaviest(
  { instants, used, spans }: SpanQuery,
  tell: (position: number, heaviest: number) => void,
): void {
  // The instants, from the last to the first, that are heavier than all between them and the current one.
  const record = new Uint32Array(instants.length);
  let [records, next] = [0, instants.length];
  for (let position = spans.starts.length - 1; position >= 0; position -= 1) {
    const first = countBelow(instants, spans.starts[position] ?? 0);
    for (; next > first; records += 1) {
      next -= 1;
      while (records > 0 && usedAt(records - 1) <= (used[next] ?? 0)) records -= 1;
      record[records] = next;
    }
    const last = countUpTo(instants, spans.ends[position] ?? 0) - 1;
    tell(position, usedAt(latestUpTo(last)));
  }

  function usedAt(place: number): number {
    return used[record[place] ?? 0] ?? 0;
  }

  function latestUpTo(last: number): number {
    let [low, high] = [0, records - 1];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((record[middle] ?? 0) <= last) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

function merged(one: Float64Array, other: Float64Array): Float64Array {
  const all = new Float64Array(one.length + other.length);
  all.set(one);
  all.set(other, one.length);
  return all.sort();
}
