/**
 * The grid of an HDR histogram with 3 significant digits from 1 µs: up to 2,047 µs every microsecond is a bucket of its own; from
 * there on each doubling has 1,024 buckets, none wider than a thousandth of its values (Tene, HdrHistogram).
 */
const HALF_BITS = 10;
const HALF = 2 ** HALF_BITS;
const DOUBLINGS = 16;

export const BUCKET_COUNT = (DOUBLINGS + 1) * HALF;
/** Holds what was longer than HIGHEST_US, too: its samples have no upper end. */
export const LAST_BUCKET = BUCKET_COUNT - 1;
/** The longest latency that is told apart, in µs: 67.1 s. */
export const HIGHEST_US = 2 * HALF * 2 ** (DOUBLINGS - 1) - 1;

/** How many latencies are in each bucket of the grid, without the empty ones. */
export interface Buckets {
  /** Ascending. */
  readonly indexes: Uint16Array;
  /** Whole numbers above 0, one for each index. */
  readonly counts: Float64Array;
}

const doublingOf = (index: number): number => Math.max(0, Math.floor(index / HALF) - 1);

/** The shortest latency of a bucket, in µs. */
export function lowestUs(index: number): number {
  const doubling = doublingOf(index);
  return (index - doubling * HALF) * 2 ** doubling;
}

/** The bucket of a latency in whole µs, HIGHEST_US at the most. */
export function indexOfUs(us: number): number {
  const doubling = Math.max(0, 31 - Math.clz32(us) - HALF_BITS);
  return doubling * HALF + (us >>> doubling);
}

/** The longest latency of a bucket, in µs; of the last one HIGHEST_US. */
export const highestUs = (index: number): number => lowestUs(index) + 2 ** doublingOf(index) - 1;

/** How many latencies there are. */
export const countOf = ({ counts }: Buckets): number => counts.reduce((sum, count) => sum + count, 0);

/**
 * The rank, from 1, of the smallest of so many values with at least the share of them at or below it (nearest rank, no
 * interpolation). The share is from 0 to 1; one that is not exact in binary (0.999) counts as what was meant.
 */
export function nearestRankOf(share: number, count: number): number {
  const exact = share * count;
  return Math.min(count, Math.max(1, Math.ceil(exact - exact * 1e-12)));
}

/** The index of the bucket with the value of this rank, from 1; null when there are fewer. */
export function bucketAtRank({ indexes, counts }: Buckets, rank: number): number | null {
  let upTo = 0;
  const at = counts.findIndex((count) => (upTo += count) >= rank);
  return indexes[at] ?? null;
}

/** The latency with at least the share (0 to 1) of all at or below it, in µs, at the upper end of its bucket; null of none. */
export function quantileUs(buckets: Buckets, share: number): number | null {
  const index = bucketAtRank(buckets, nearestRankOf(share, countOf(buckets)));
  return index === null ? null : highestUs(index);
}

/** The share (0 to 1) that is surely at or below so many µs: buckets that only begin there do not count; null of none. */
export function shareAtOrBelow(buckets: Buckets, latencyUs: number): number | null {
  const total = countOf(buckets);
  return total === 0 ? null : 1 - countAbove(buckets, latencyUs) / total;
}

/** How many are in buckets that end above so many µs. */
export function countAbove({ indexes, counts }: Buckets, latencyUs: number): number {
  return counts.reduce((sum, count, at) => (highestUs(indexes[at] ?? 0) > latencyUs ? sum + count : sum), 0);
}

/** The longest latency in µs, at the upper end of its bucket; null of none. */
export function maxUs({ indexes }: Buckets): number | null {
  const last = indexes.at(-1);
  return last === undefined ? null : highestUs(last);
}

/** The mean latency in µs, each counted as the middle of its bucket; null of none. */
export function meanUs(buckets: Buckets): number | null {
  const total = countOf(buckets);
  return total === 0 ? null : totalUs(buckets) / total;
}

/** All latencies together in µs, each counted as the middle of its bucket. */
export function totalUs({ indexes, counts }: Buckets): number {
  return counts.reduce((sum, count, at) => {
    const index = indexes[at] ?? 0;
    return sum + (count * (lowestUs(index) + highestUs(index))) / 2;
  }, 0);
}

/** How many were longer than can be told apart, or nearly so. */
export const countAtBound = ({ indexes, counts }: Buckets): number =>
  indexes.at(-1) === LAST_BUCKET ? (counts.at(-1) ?? 0) : 0;

/** What all of them hold together: nothing is lost by it. */
export function mergeBuckets(all: Iterable<Buckets>): Buckets {
  const sums = new Float64Array(BUCKET_COUNT);
  for (const { indexes, counts } of all) {
    for (let at = 0; at < indexes.length; at += 1) {
      const index = indexes[at] ?? 0;
      sums[index] = (sums[index] ?? 0) + (counts[at] ?? 0);
    }
  }
  return occupied(BUCKET_COUNT, (index) => sums[index] ?? 0);
}

/** The buckets that hold something, of the first so many. */
export function occupied(length: number, countAt: (index: number) => number): Buckets {
  const indexes: number[] = [];
  const counts: number[] = [];
  for (let index = 0; index < length; index += 1) {
    const count = countAt(index);
    if (count === 0) continue;
    indexes.push(index);
    counts.push(count);
  }
  return { indexes: Uint16Array.from(indexes), counts: Float64Array.from(counts) };
}
