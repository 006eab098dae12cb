import { setTimeout as delay } from 'node:timers/promises';
import type { LogSink } from '../cluster.ts';

/** Output that comes in pieces from elsewhere has come when none has for so long. */
const QUIET_MS = 200;
/** A part that never stops is not waited for. */
const PATIENCE_MS = 2000;

/** A sink that knows when nothing comes any more. */
export function quietable(log: LogSink): { readonly log: LogSink; readonly untilQuiet: () => Promise<void> } {
  let lastMs = performance.now();
  return {
    log: (source, line) => {
      lastMs = performance.now();
      log(source, line);
    },
    untilQuiet: async () => {
      const beganMs = performance.now();
      // What was written just now may not be here yet.
      lastMs = beganMs;
      for (let nowMs = beganMs; nowMs < lastMs + QUIET_MS && nowMs < beganMs + PATIENCE_MS;) {
        await delay(Math.min(lastMs + QUIET_MS, beganMs + PATIENCE_MS) - nowMs);
        nowMs = performance.now();
      }
    },
  };
}
