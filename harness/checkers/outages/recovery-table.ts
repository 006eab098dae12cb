import { nsToMs } from '../../time/clock.ts';
import type { Evidence } from '../verdict.ts';
import type { Recovery } from './recovery.ts';

const MOST_ROWS = 50;

/** How long each replica took to serve again after each fault, as an interval. */
export function recoveryTable(title: string, recoveries: readonly Recovery[]): Evidence {
  const inMs = (ns: number): number | null => (ns === Infinity ? null : Number(nsToMs(ns).toFixed(3)));
  return {
    kind: 'table',
    title,
    columns: ['fault', 'replica', 'at least, ms', 'at most, ms'],
    rows: recoveries
      .slice(0, MOST_ROWS)
      .map(({ fault, replica, atLeastNs, atMostNs }) => [
        fault.name,
        replica,
        inMs(atLeastNs),
        inMs(atMostNs),
      ]),
  };
}
