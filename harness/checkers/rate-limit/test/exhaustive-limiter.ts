import type { Rate } from '../rate.ts';

/** When the admissions happened, in ascending order: whether one limiter can have made them all. */
export type Rule = (times: readonly number[], limit: number, window: number) => boolean;

/** Any window before an instant, half-open, holds at most the limit. */
export const keepsSlidingLog: Rule = (times, limit, window) =>
  times.every((time, at) => at < limit || time - times[at - limit]! >= window);

/** Every stretch of time holds at most the limit and what is refilled in it. */
export const keepsTokenBucket: Rule = (times, limit, window) =>
  times.every((from, first) =>
    times.slice(first).every((to, more) => (more + 1 - limit) * window <= (to - from) * limit),
  );

/** Windows from an origin on hold at most the limit each. */
export const keepsWindowsFrom =
  (origin: number): Rule =>
  (times, limit, window) =>
    [...Map.groupBy(times, (time) => Math.floor((time - origin) / window)).values()].every(
      (inside) => inside.length <= limit,
    );

/** Windows that the first admission after the last one opens hold at most the limit each. */
export const keepsFirstHitWindows: Rule = (times, limit, window) => {
  let [opened, count] = [-Infinity, 0];
  return times.every((time) => {
    if (time >= opened + window) [opened, count] = [time, 0];
    count += 1;
    return count <= limit;
  });
};

/** Origins of windows: whole and half times, one window long. */
export const originsOf = (window: number): number[] => Array.from({ length: 2 * window }, (_, at) => at / 2);

/** A decision that was taken at a whole time of its interval; it may also not have been taken when it is optional. */
export interface Possible {
  readonly from: number;
  readonly to: number;
  readonly isOptional?: boolean;
}

/** Tries every whole time of every interval. */
export function canHappen(all: readonly Possible[], suits: (times: readonly number[]) => boolean): boolean {
  const place = (next: number, times: readonly number[]): boolean => {
    const possible = all[next];
    if (!possible) return suits(times.toSorted((a, b) => a - b));
    if (possible.isOptional && place(next + 1, times)) return true;
    for (let time = possible.from; time <= possible.to; time += 1) {
      if (place(next + 1, [...times, time])) return true;
    }
    return false;
  };
  return place(0, []);
}

/** Whether a bucket that was full at first, and cannot hold less than none, lacks a token at an instant: in whole times. */
export function lacksToken(times: readonly number[], at: number, { limit, windowNs }: Rate): boolean {
  const tokenNs = windowNs / limit;
  let [spentNs, since] = [0, 0];
  for (const time of times.filter((one) => one <= at)) {
    spentNs = Math.min(windowNs, Math.max(0, spentNs - (time - since)) + tokenNs);
    since = time;
  }
  return spentNs - (at - since) > windowNs - tokenNs;
}
