import { setTimeout as delay } from 'node:timers/promises';
import { type Clock, NS_PER_MS } from './clock.ts';

/** A clock that starts now: CLOCK_MONOTONIC, the same for every thread and process of one host. */
export const startSystemClock = (): Clock => clockFrom(process.hrtime.bigint());

/**
 * The clock of another thread of this host, which began at `originNs` of CLOCK_MONOTONIC. Reading it takes some 30 ns: it
 * is asked twice for every request of a load.
 */
export function clockFrom(originNs: bigint): Clock {
  const offsetNs = Number(process.hrtime.bigint() - originNs) - performance.now() * NS_PER_MS;
  return {
    nowNs: () => Math.round(performance.now() * NS_PER_MS + offsetNs),
    sleep: (delayMs, signal) => delay(delayMs, undefined, signal ? { signal } : {}),
  };
}

/** An instant of CLOCK_MONOTONIC for `clockFrom`, now. */
export const monotonicNs = (): bigint => process.hrtime.bigint();

/** The machine's own time of day, in milliseconds since 1970: what clocks that were moved are compared with. */
export const wallMs = (): number => Date.now();
