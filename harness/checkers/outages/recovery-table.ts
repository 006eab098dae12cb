import { ALLOWED_MS } from '../phrases.ts';
import { nsToMs } from '../../time/clock.ts';
import type { Evidence } from '../verdict.ts';
import type { Recovery } from './recovery.ts';

const MOST_ROWS = 50;

/** How long each replica took to serve again after each fault, as an interval, and for how long it may fail. */
export function recoveryTable(
  title: string,
  recoveries: readonly Recovery[],
  allowedMs: number = Infinity,
): Evidence {
  const finite = (ms: number): number | null => (ms === Infinity ? null : Number(ms.toFixed(3)));
  return {
    kind: 'table',
    title,
    columns: ['fault', 'replica', 'back at most after (ms)', 'failed until (ms)', ALLOWED_MS],
    rows: recoveries
      .slice(0, MOST_ROWS)
      .map(({ fault, replica, atLeastNs, atMostNs }) => [
        fault.name,
        replica,
        finite(nsToMs(atMostNs)),
        finite(nsToMs(atLeastNs)),
        finite(allowedMs),
      ]),
  };
}
