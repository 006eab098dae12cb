import assert from 'node:assert';
import { encodeIntoCompressedBase64, Int32Histogram } from 'hdr-histogram-js';
import { BUCKET_COUNT, type Buckets, HIGHEST_US, indexOfUs, lowestUs, occupied } from './buckets.ts';

/** Latencies while they are recorded: counts by bucket. Each call of a load has three, and the library's own recording took a tenth of all. */
export type LatencyHistogram = Uint32Array;

/** An empty histogram of latencies from 0 to HIGHEST_US, exact to a thousandth. */
export const createHistogram = (): LatencyHistogram => new Uint32Array(BUCKET_COUNT);

/** Records a latency in µs, rounded; one above HIGHEST_US as HIGHEST_US. One below 0, or none, is a defect: it throws. */
export function recordUs(histogram: LatencyHistogram, latencyUs: number): void {
  if (!(latencyUs >= 0)) assert.fail(`a latency of ${latencyUs} µs`);
  const index = indexOfUs(Math.min(Math.round(latencyUs), HIGHEST_US));
  histogram[index] = (histogram[index] ?? 0) + 1;
}

/** Adds what was recorded elsewhere: nothing is lost by it. */
export function recordBuckets(histogram: LatencyHistogram, { indexes, counts }: Buckets): void {
  indexes.forEach((index, at) => {
    histogram[index] = (histogram[index] ?? 0) + (counts[at] ?? 0);
  });
}

/** What was recorded so far, as data. */
export const bucketsOf = (histogram: LatencyHistogram): Buckets =>
  occupied(histogram.length, (index) => histogram[index] ?? 0);

/** The histogram as text: HdrHistogram's V2 compressed format, in base64. */
export function encodeHistogram(histogram: LatencyHistogram): string {
  const whole = new Int32Histogram(1, HIGHEST_US, 3);
  const { indexes, counts } = bucketsOf(histogram);
  indexes.forEach((index, at) => whole.recordValueWithCount(lowestUs(index), counts[at] ?? 0));
  return encodeIntoCompressedBase64(whole);
}
