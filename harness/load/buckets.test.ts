import * as fc from 'fast-check';
import { Int32Histogram } from 'hdr-histogram-js';
import { expect, test } from 'vitest';
import {
  BUCKET_COUNT,
  bucketAtRank,
  countAbove,
  countAtBound,
  countOf,
  HIGHEST_US,
  highestUs,
  LAST_BUCKET,
  lowestUs,
  maxUs,
  meanUs,
  mergeBuckets,
  nearestRankOf,
  quantileUs,
  shareAtOrBelow,
} from './buckets.ts';
import { latencies, latenciesUs } from './test/latencies.ts';

const NONE = latencies();

test('the grid is that of the library, bucket for bucket, and reaches past a minute', () => {
  const theirs = new Int32Histogram(1, HIGHEST_US, 3);
  expect(theirs.countsArrayLength).toBe(BUCKET_COUNT);
  for (let index = 0; index < BUCKET_COUNT; index += 1) {
    const lowest = theirs.valueFromIndex(index);
    expect([lowestUs(index), highestUs(index)]).toEqual([lowest, theirs.highestEquivalentValue(lowest)]);
  }
  expect(highestUs(LAST_BUCKET)).toBe(HIGHEST_US);
  expect(HIGHEST_US).toBeGreaterThan(60e6);
});

test('no bucket is wider than a thousandth of what it holds', () => {
  for (let index = 1; index < BUCKET_COUNT; index += 1) {
    expect(highestUs(index) - lowestUs(index)).toBeLessThanOrEqual(lowestUs(index) / 1000);
    expect(lowestUs(index)).toBe(highestUs(index - 1) + 1);
  }
});

test('a quantile is the smallest value with enough of all at or below it, at the upper end of its bucket', () => {
  fc.assert(
    fc.property(latenciesUs, fc.double({ min: 0, max: 1, noNaN: true }), (values, share) => {
      const quantile = quantileUs(latencies(...values), share)!;
      const sorted = values.toSorted((a, b) => a - b);
      const exact = sorted[Math.max(1, Math.ceil(share * values.length - 1e-9)) - 1]!;
      expect(quantile).toBeGreaterThanOrEqual(exact);
      expect(quantile).toBeLessThanOrEqual(exact * 1.001);
    }),
  );
});

test('a share that binary cannot write counts as what was meant', () => {
  expect(nearestRankOf(99.9 / 100, 1000)).toBe(999);
  expect(nearestRankOf(0.07, 100)).toBe(7);
  expect(nearestRankOf(0.56, 100)).toBe(56);
  expect([nearestRankOf(0, 10), nearestRankOf(1, 10), nearestRankOf(0.501, 10)]).toEqual([1, 10, 6]);
});

test('what is surely at or below a limit is what is in buckets that end there', () => {
  const some = latencies(100, 200, 200, 300);
  expect([99, 100, 200, 299, 300].map((limitUs) => shareAtOrBelow(some, limitUs))).toEqual([
    0, 0.25, 0.75, 0.75, 1,
  ]);
  const wide = latencies(300_000); // In the bucket from 299,904 to 300,031.
  expect([300_000, 300_030, 300_031].map((limitUs) => shareAtOrBelow(wide, limitUs))).toEqual([0, 0, 1]);
  expect(countAbove(wide, 300_000)).toBe(1);
});

test('the share at or below a quantile is at least what was asked for', () => {
  fc.assert(
    fc.property(latenciesUs, fc.double({ min: 0, max: 1, noNaN: true }), (values, share) => {
      const some = latencies(...values);
      expect(shareAtOrBelow(some, quantileUs(some, share)!)).toBeGreaterThanOrEqual(share - 1e-9);
    }),
  );
});

test('count, longest and mean are those of the values', () => {
  const some = latencies(1, 2, 2, 1000);
  expect([countOf(some), maxUs(some), meanUs(some)]).toEqual([4, 1000, 251.25]);
  fc.assert(
    fc.property(latenciesUs, (values) => {
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      expect(Math.abs(meanUs(latencies(...values))! - mean)).toBeLessThanOrEqual(mean / 1000);
    }),
  );
});

test('of no values there is no quantile, share, longest or mean', () => {
  expect([quantileUs(NONE, 0.5), shareAtOrBelow(NONE, 5), maxUs(NONE), meanUs(NONE)]).toEqual(
    Array.from({ length: 4 }, () => null),
  );
  expect([countOf(NONE), countAtBound(NONE), bucketAtRank(NONE, 1)]).toEqual([0, 0, null]);
});

test('there is no value of a rank beyond the last', () => {
  expect([1, 2, 3, 4].map((rank) => bucketAtRank(latencies(5, 5, 9), rank))).toEqual([5, 5, 9, null]);
});

test('merged, they are what one histogram of all would be, in any order', () => {
  fc.assert(
    fc.property(fc.array(latenciesUs, { maxLength: 4 }), (lists) => {
      const parts = lists.map((list) => latencies(...list));
      expect(mergeBuckets(parts)).toEqual(latencies(...lists.flat()));
      expect(mergeBuckets(parts.toReversed())).toEqual(mergeBuckets(parts));
    }),
  );
});

test('what is longer than can be told apart is counted at the bound', () => {
  const some = latencies(5, HIGHEST_US + 1, 90e6, Infinity, 60e6);
  expect([countOf(some), countAtBound(some), maxUs(some)]).toEqual([5, 3, HIGHEST_US]);
  expect(countAtBound(latencies(5, 60e6))).toBe(0);
});
