import * as fc from 'fast-check';
import { decodeFromCompressedBase64, Int32Histogram } from 'hdr-histogram-js';
import { expect, test } from 'vitest';
import {
  type Buckets,
  countOf,
  HIGHEST_US,
  highestUs,
  indexOfUs,
  lowestUs,
  mergeBuckets,
  quantileUs,
} from './buckets.ts';
import { decodeBuckets } from './decode-buckets.ts';
import { bucketsOf, createHistogram, encodeHistogram, recordBuckets, recordUs } from './histogram.ts';
import { latencies, latenciesUs } from './test/latencies.ts';

const encoded = (buckets: Buckets): string => {
  const histogram = createHistogram();
  recordBuckets(histogram, buckets);
  return encodeHistogram(histogram);
};

test('what is recorded is what is read back, and a fraction of a µs is rounded', () => {
  expect(latencies(3, 3.4, 4.5, 0)).toEqual({
    indexes: Uint16Array.of(0, 3, 5),
    counts: Float64Array.of(1, 2, 1),
  });
});

test('no latency, or one below 0, is a defect', () => {
  expect(() => recordUs(createHistogram(), -1)).toThrow('a latency of -1 µs');
  expect(() => recordUs(createHistogram(), NaN)).toThrow('a latency of NaN µs');
});

test('as text and back they are the same, also merged from several workers', () => {
  fc.assert(
    fc.property(latenciesUs, latenciesUs, (some, more) => {
      const [one, other] = [latencies(...some), latencies(...more)];
      expect(decodeBuckets(encoded(one))).toEqual(one);
      const histogram = createHistogram();
      for (const buckets of [one, other]) recordBuckets(histogram, buckets);
      expect(decodeBuckets(encodeHistogram(histogram))).toEqual(mergeBuckets([one, other]));
    }),
  );
});

test('each latency falls into the bucket that the library has for it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: HIGHEST_US }), (us) => {
      expect(indexOfUs(us)).toBe(new Int32Histogram(1, HIGHEST_US, 3).countsArrayIndex(us));
    }),
  );
  for (const us of [0, 1, 1023, 1024, 2047, 2048, 4095, 4096, HIGHEST_US])
    expect([lowestUs(indexOfUs(us)) <= us, highestUs(indexOfUs(us)) >= us]).toEqual([true, true]);
});

test('the library reads the same from the text as we do', () => {
  fc.assert(
    fc.property(latenciesUs, fc.integer({ min: 1, max: 99 }), (values, percent) => {
      const text = encoded(latencies(...values));
      const [theirs, ours] = [decodeFromCompressedBase64(text), decodeBuckets(text)!];
      expect(countOf(ours)).toBe(theirs.totalCount);
      expect(quantileUs(ours, percent / 100)).toBe(theirs.getValueAtPercentile(percent));
    }),
    { numRuns: 30 },
  );
});

test('large counts survive: a bucket of four thousand million', () => {
  const many: Buckets = {
    indexes: Uint16Array.of(7, 300, 17_407),
    counts: Float64Array.of(2 ** 32 - 1, 300, 1),
  };
  expect(decodeBuckets(encoded(many))).toEqual(many);
});

test('an empty histogram is read as empty', () => {
  expect(decodeBuckets(encodeHistogram(createHistogram()))).toEqual(latencies());
});

test('a histogram that goes on recording, or begins anew, is read as it is then', () => {
  const histogram = createHistogram();
  recordUs(histogram, 900_000);
  histogram.fill(0);
  recordUs(histogram, 5);
  expect(bucketsOf(histogram)).toEqual(latencies(5));
});
