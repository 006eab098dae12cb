import type { Recorder } from '../history/recorder.ts';
import { type Clock, nsToMs } from '../time/clock.ts';

const TICK_MS = 20;
/** What is shorter is a busy machine's daily life. */
const LEAST_MS = 100;

/**
 * Records until it is disposed whenever this process itself stood still: a tick that comes much later than it was due says so. What
 * the harness was late to see is not held against the target (after G. Tene's jHiccup).
 */
export function watchHiccups(recorder: Recorder, clock: Clock): Disposable {
  let lastNs = clock.nowNs();
  const timer = setInterval(() => {
    const nowNs = clock.nowNs();
    const lateMs = Math.round(nsToMs(nowNs - lastNs)) - TICK_MS;
    lastNs = nowNs;
    if (lateMs >= LEAST_MS) recorder.observe(0, { f: 'hiccup', key: '', route: '', input: { ms: lateMs } });
  }, TICK_MS);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}
