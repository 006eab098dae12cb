import * as fc from 'fast-check';
import type { Buckets } from '../buckets.ts';
import { bucketsOf, createHistogram, recordUs } from '../histogram.ts';

/** The latencies as a histogram holds them. */
export function latencies(...valuesUs: readonly number[]): Buckets {
  const histogram = createHistogram();
  for (const valueUs of valuesUs) recordUs(histogram, valueUs);
  return bucketsOf(histogram);
}

/** Some latencies, each of any length that is told apart. */
export const latenciesUs = fc.array(fc.oneof(fc.nat(3000), fc.nat(67_000_000)), {
  minLength: 1,
  maxLength: 50,
});
