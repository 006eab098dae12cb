import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from './clock.ts';

/** A clock that starts now: CLOCK_MONOTONIC, the same for every thread and process of one host. */
export function startSystemClock(): Clock {
  const beganNs = process.hrtime.bigint();
  return {
    nowNs: () => Number(process.hrtime.bigint() - beganNs),
    sleep: (delayMs, signal) => delay(delayMs, undefined, signal ? { signal } : {}),
  };
}
