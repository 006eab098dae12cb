import * as fc from 'fast-check';
import type { RecordedOperation } from '../../../history/recorded.ts';
import type { LimiterKind } from '../rate.ts';
import { request } from './recorded-requests.ts';

/** Decides a request at an instant: whether it is admitted. */
type Limiter = (atMs: number) => boolean;
type Make = (limit: number, windowMs: number) => Limiter;

const slidingLog: Make = (limit, windowMs) => {
  const times: number[] = [];
  return (atMs) => {
    if (times.filter((time) => time > atMs - windowMs).length >= limit) return false;
    times.push(atMs);
    return true;
  };
};

/** Windows at multiples of their length from an origin. */
export const alignedWindows =
  (originMs: number): Make =>
  (limit, windowMs) => {
    const counts = new Map<number, number>();
    return (atMs) => {
      const window = Math.floor((atMs - originMs) / windowMs);
      counts.set(window, (counts.get(window) ?? 0) + 1);
      return counts.get(window)! <= limit;
    };
  };

/** Windows that the first request after the last one opens. */
export const firstHitWindows: Make = (limit, windowMs) => {
  let [opened, count] = [-Infinity, 0];
  return (atMs) => {
    if (atMs >= opened + windowMs) [opened, count] = [atMs, 0];
    count += 1;
    return count <= limit;
  };
};

const slidingCounter: Make = (limit, windowMs) => {
  const counts = new Map<number, number>();
  return (atMs) => {
    const window = Math.floor(atMs / windowMs);
    const now = counts.get(window) ?? 0;
    const share = 1 - (atMs / windowMs - window);
    if (now + (counts.get(window - 1) ?? 0) * share > limit - 1) return false;
    counts.set(window, now + 1);
    return true;
  };
};

const tokenBucket: Make = (limit, windowMs) => {
  let [tokens, since] = [limit, -Infinity];
  return (atMs) => {
    tokens = Math.min(limit, tokens + ((atMs - since) * limit) / windowMs);
    since = atMs;
    if (tokens < 1 - 1e-9) return false;
    tokens -= 1;
    return true;
  };
};

/** A correct limiter of each kind. */
export const LIMITERS: Readonly<Record<LimiterKind, Make>> = {
  'fixed-window': alignedWindows(37),
  'sliding-log': slidingLog,
  'sliding-counter': slidingCounter,
  'token-bucket': tokenBucket,
};

/** A request to be played: where in its interval it is decided, by whom, and whether the answer was heard. */
export interface Plan {
  readonly fromMs: number;
  readonly tookMs: number;
  readonly at: number;
  readonly replica: number;
  readonly isHeard: boolean;
}

/** Plays the plans in the order of their instants; a lost answer comes from a decision up to ten windows late. */
export function play(
  plans: readonly Plan[],
  decide: (atMs: number, replica: number) => boolean,
): RecordedOperation[] {
  return plans
    .map((plan) => ({
      ...plan,
      atMs: plan.fromMs + plan.at * (plan.isHeard ? plan.tookMs : 10 * plan.tookMs),
    }))
    .sort((a, b) => a.atMs - b.atMs)
    .map(({ fromMs, tookMs, atMs, replica, isHeard }) => {
      const output = decide(atMs, replica);
      const by = { replica: `b-${replica + 1}` };
      return isHeard
        ? request(fromMs, fromMs + tookMs, { ...by, output })
        : request(fromMs, fromMs + tookMs, { outcome: 'info', output: null });
    })
    .sort((a, b) => a.completedNs - b.completedNs);
}

/** Requests in bursts and lulls over some windows of 100 ms, a few of them long, some never answered. */
export const plans: fc.Arbitrary<Plan[]> = fc
  .array(
    fc.record({
      gapMs: fc.oneof({ weight: 5, arbitrary: fc.nat(8) }, fc.nat(150)),
      tookMs: fc.oneof({ weight: 6, arbitrary: fc.nat(20) }, fc.nat(130)),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      replica: fc.nat(2),
      isHeard: fc.nat(9).map((one) => one > 0),
    }),
    { maxLength: 40 },
  )
  .map((steps) => {
    let fromMs = 0;
    return steps.map(({ gapMs, ...plan }) => ({ ...plan, fromMs: (fromMs += gapMs) }));
  });
