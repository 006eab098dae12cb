import { type Buckets, mergeBuckets, nearestRankOf } from '../buckets.ts';
import type { BlockStatistic } from './block-bootstrap.ts';

/** More blocks than these are joined with their neighbours: what is kept stays below 84 MB, and longer blocks only widen intervals. */
const MOST_BLOCKS = 1200;

/**
 * The quantile of blocks of latencies (`share` between 0 and 1), as the index of its bucket. How many of each block are at or below each bucket
 * is summed up beforehand, so that a drawing takes a binary search and not a merge.
 */
export function quantileOfBlocks(seconds: readonly Buckets[], share: number): BlockStatistic {
  const blocks = joined(seconds);
  const { indexes } = mergeBuckets(blocks);
  const upTo = cumulated(blocks, indexes);
  const countUpTo = (column: number, drawn: Uint32Array): number => {
    const offset = column * blocks.length;
    let count = 0;
    for (const block of drawn) count += upTo[offset + block] ?? 0;
    return count;
  };
  return {
    blocks: blocks.length,
    valueOf: (drawn) => {
      const total = countUpTo(indexes.length - 1, drawn);
      if (!(total > 0)) return null;
      const rank = nearestRankOf(share, total);
      let [low, high] = [0, indexes.length - 1];
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (countUpTo(middle, drawn) < rank) low = middle + 1;
        else high = middle;
      }
      return indexes[low] ?? null;
    },
  };
}

function joined(seconds: readonly Buckets[]): readonly Buckets[] {
  const length = Math.ceil(seconds.length / MOST_BLOCKS);
  if (length <= 1) return seconds;
  const count = Math.ceil(seconds.length / length);
  return Array.from({ length: count }, (_, at) =>
    mergeBuckets(seconds.slice(at * length, (at + 1) * length)),
  );
}

/** For each bucket that is used, and each block, how many of the block are at or below it. */
function cumulated(blocks: readonly Buckets[], columns: Uint16Array): Uint32Array {
  const upTo = new Uint32Array(blocks.length * columns.length);
  blocks.forEach(({ indexes, counts }, block) => {
    let [at, sum] = [0, 0];
    columns.forEach((index, column) => {
      if (indexes[at] === index) {
        sum += counts[at] ?? 0;
        at += 1;
      }
      upTo[column * blocks.length + block] = sum;
    });
  });
  return upTo;
}
