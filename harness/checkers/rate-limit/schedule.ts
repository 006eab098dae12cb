import { DeadlineQueue } from '../columns/deadline-queue.ts';
import type { Intervals } from './intervals.ts';
import type { Pacer } from './pacer.ts';

/** How many more steps may be taken to decide; shared by all that is decided for one verdict. */
export interface Budget {
  left: number;
}

/** Instants within the intervals that suit a limiter, or why there are none. */
export type Schedule =
  | { readonly status: 'found'; readonly times: Float64Array }
  /** The positions of those that no schedule has room for, the last admitted first. */
  | { readonly status: 'none'; readonly positions: readonly number[] }
  | { readonly status: 'gave up' };

/**
 * Seeks an instant in each interval at which the limiter can have admitted it: the most urgent first, as early as the limiter lets
 * it. When one is too late, the last less urgent one admitted before it (the pull job) came too early: no other schedule
 * can admit anything in its place before the first of those after it begins, so its place is barred until then, and the schedule
 * goes on from there; without a pull job there is no schedule at all. Exact for a limiter which lets nothing through earlier for
 * having let the others through later: equal jobs on identical machines (Simons 1983, the barriers algorithm) in case of a
 * sliding log. In practice about O(n log n).
 */
export function scheduleOf({ starts, ends }: Intervals, pacer: Pacer, budget: Budget): Schedule {
  const size = starts.length;
  const [jobs, begunBefore] = [new Uint32Array(size), new Uint32Array(size)];
  const barredNs = new Float64Array(size).fill(-Infinity);
  const times = new Float64Array(size);
  const waiting = new DeadlineQueue(ends);
  let [begun, count, now] = [0, 0, -Infinity];
  while (count < size) {
    budget.left -= 1;
    if (budget.left < 0) return { status: 'gave up' };
    begunBefore[count] = begun;
    const readyNs = waiting.size > 0 ? now : Math.max(now, starts[begun] ?? Infinity);
    now = pacer.earliest(count, Math.max(readyNs, barredNs[count] ?? -Infinity));
    for (; (starts[begun] ?? Infinity) <= now; begun += 1) waiting.add(begun);
    const urgent = waiting.take() ?? 0;
    const dueNs = ends[urgent] ?? Infinity;
    jobs[count] = urgent;
    if (dueNs >= now) {
      times[urgent] = now;
      pacer.admit(count, now);
      count += 1;
      continue;
    }
    let [pull, soonestNs] = [count, starts[urgent] ?? 0];
    for (pull -= 1; pull >= 0 && (ends[jobs[pull] ?? 0] ?? 0) <= dueNs; pull -= 1) {
      soonestNs = Math.min(soonestNs, starts[jobs[pull] ?? 0] ?? 0);
    }
    if (pull < 0) return { status: 'none', positions: [...jobs.subarray(0, count + 1)].toReversed() };
    barredNs[pull] = soonestNs;
    begun = begunBefore[pull] ?? 0;
    const again = [...waiting.takeAll(), ...jobs.subarray(pull, count + 1)];
    budget.left -= again.length;
    for (const position of again) if (position < begun) waiting.add(position);
    count = pull;
    now = pull > 0 ? (times[jobs[pull - 1] ?? 0] ?? 0) : -Infinity;
  }
  return { status: 'found', times };
}
