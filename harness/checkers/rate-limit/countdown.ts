import type { RunNs } from '../../time/clock.ts';
import type { LimitedCall } from './attempt.ts';

/** A pair of admissions of one window in real-time order whose `remaining` did not go down. */
export interface Inversion {
  readonly before: LimitedCall;
  readonly after: LimitedCall;
}

/** What a sweep over one window found, and what it could have found. */
export interface Countdown {
  readonly inversions: readonly Inversion[];
  /** Admissions that had an earlier admission of another replica to be compared with. */
  readonly acrossReplicas: number;
  readonly compared: number;
}

interface Counted {
  readonly call: LimitedCall;
  readonly remaining: number;
}

/**
 * Any one counter counts down: of two admissions in real-time order the later one leaves less. One inversion is
 * reported for each admission that follows a smaller or equal `remaining`; O(n log n).
 */
export function countdownOf(members: readonly LimitedCall[]): Countdown {
  const counted = members
    .filter(({ kind }) => kind === 'allowed')
    .flatMap((call): Counted[] => (call.remaining === null ? [] : [{ call, remaining: call.remaining }]));
  const byEnd = counted.toSorted((a, b) => a.call.completedNs - b.call.completedNs);
  const byStart = counted.toSorted((a, b) => a.call.invokedNs - b.call.invokedNs);
  const inversions: Inversion[] = [];
  const replicas = new Set<string>();
  let [next, acrossReplicas, compared] = [0, 0, 0];
  let lowest: Counted | null = null;
  for (const { call, remaining } of byStart) {
    for (let done = byEnd[next]; done && endsBefore(done.call, call.invokedNs); done = byEnd[next]) {
      if (!lowest || done.remaining < lowest.remaining) lowest = done;
      if (done.call.replica !== null) replicas.add(done.call.replica);
      next += 1;
    }
    if (!lowest) continue;
    compared += 1;
    if (hasOther(replicas, call.replica)) acrossReplicas += 1;
    if (remaining >= lowest.remaining) inversions.push({ before: lowest.call, after: call });
  }
  return { inversions, acrossReplicas, compared };
}

const hasOther = (replicas: ReadonlySet<string>, own: string | null): boolean =>
  own !== null && replicas.size > Number(replicas.has(own));

const endsBefore = (call: LimitedCall, instantNs: RunNs): boolean => call.completedNs < instantNs;
