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

/** The machine's own time of day, in milliseconds since 1970: what clocks that were moved are compared with. */
export const wallMs = (): number => Date.now();
