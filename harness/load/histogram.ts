import assert from 'node:assert';
import { encodeIntoCompressedBase64, Int32Histogram } from 'hdr-histogram-js';
import { type Buckets, HIGHEST_US, lowestUs, occupied } from './buckets.ts';

/** Latencies while they are recorded: 71 kB, some 60 ns a value (packed: 53 kB and 370 ns, and 18 times as long to encode). */
export type LatencyHistogram = Int32Histogram;

/** An empty histogram of latencies from 0 to HIGHEST_US, exact to a thousandth. */
export const createHistogram = (): LatencyHistogram => new Int32Histogram(1, HIGHEST_US, 3);

/** Records a latency in µs, rounded; one above HIGHEST_US as HIGHEST_US. One below 0, or none, is a defect: it throws. */
export function recordUs(histogram: LatencyHistogram, latencyUs: number): void {
  assert(latencyUs >= 0, `a latency of ${latencyUs} µs`);
  histogram.recordValue(Math.min(Math.round(latencyUs), HIGHEST_US));
}

/** Adds what was recorded elsewhere: nothing is lost by it. */
export function recordBuckets(histogram: LatencyHistogram, { indexes, counts }: Buckets): void {
  indexes.forEach((index, at) => histogram.recordValueWithCount(lowestUs(index), counts[at] ?? 0));
}

/** What was recorded so far, as data. */
export const bucketsOf = (histogram: LatencyHistogram): Buckets =>
  occupied(histogram.countsArrayIndex(histogram.maxValue) + 1, (index) => histogram.getCountAtIndex(index));

/** The histogram as text: HdrHistogram's V2 compressed format, in base64. */
export const encodeHistogram = (histogram: LatencyHistogram): string => encodeIntoCompressedBase64(histogram);
