import { NS_PER_S, type RunNs } from '../../time/clock.ts';
import { type Bucket, type LimitedCall, ROUNDING_NS } from './attempt.ts';
import { possibleCounts } from './possible-counts.ts';
import { ascending, countUpTo } from '../columns/sorted.ts';

/** A denial after the time at which an earlier denial had said to come back. */
export interface BrokenPromise {
  readonly bucket: Bucket;
  readonly denial: LimitedCall;
  readonly counted: number;
}

/** The promises of a bucket's denials that some later call put to the test, and those that were broken. */
export interface Promises {
  readonly tested: number;
  readonly broken: readonly BrokenPromise[];
}

/**
 * The window of a denial is over once its Retry-After has passed: a call begun then is denied only if the limit was
 * used up again by calls that can have been counted since the first denial began.
 */
export function promisesOf(bucket: Bucket): Promises {
  const denials = bucket.calls.filter(
    ({ kind, retryAfterS }) => kind === 'denied' && (retryAfterS ?? -1) >= 0,
  );
  const dueBy = denials.toSorted((a, b) => dueNs(a) - dueNs(b));
  const dues = ascending(dueBy.map(dueNs));
  const latestStart = prefixMaxima(dueBy.map(({ invokedNs }) => invokedNs));
  const possible = possibleCounts(bucket.calls);
  const firstDueNs = dues[0] ?? Infinity;
  const later = bucket.calls.filter(({ kind, invokedNs }) => kind !== 'info' && invokedNs >= firstDueNs);
  const broken = later
    .filter(({ kind }) => kind === 'denied')
    .map((denial) => {
      const sinceNs = latestStart[countUpTo(dues, denial.invokedNs) - 1] ?? -Infinity;
      return { bucket, denial, counted: possible(sinceNs, denial.completedNs) };
    })
    .filter(({ counted }) => counted < bucket.limit);
  return { tested: later.length, broken };
}

const dueNs = ({ completedNs, retryAfterS }: LimitedCall): RunNs =>
  completedNs + (retryAfterS ?? 0) * NS_PER_S + ROUNDING_NS;

function prefixMaxima(values: readonly number[]): Float64Array {
  const maxima = Float64Array.from(values);
  for (let at = 1; at < maxima.length; at += 1) {
    maxima[at] = Math.max(maxima[at] ?? -Infinity, maxima[at - 1] ?? -Infinity);
  }
  return maxima;
}
