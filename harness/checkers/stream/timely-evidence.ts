import { nsToMs, type RunNs } from '../../time/clock.ts';
import type { Evidence } from '../verdict.ts';
import type { Punctuality } from './punctuality.ts';
import { nearestRank } from '../columns/quantile.ts';

/** One row per stream: where it ran, how soon it opened, and how far its events lagged. */
export function timelyEvidence(streams: readonly Punctuality[]): Evidence {
  return {
    kind: 'table',
    title: 'Time from publishing to arrival, by stream',
    columns: [
      'stream',
      'route',
      'replica',
      'client',
      'headers (ms)',
      'first event (ms)',
      'events',
      'never arrived',
      'lag p50 (ms)',
      'lag p99 (ms)',
      'lag max (ms)',
      'late',
    ],
    rows: streams.map(({ connection, headersNs, firstEventNs, lagsNs, missing, isLate, opensLate }) => [
      connection.name,
      connection.route,
      connection.replica,
      connection.opening?.input.client ?? null,
      ms(headersNs),
      ms(firstEventNs),
      lagsNs.length,
      missing,
      ms(nearestRank(lagsNs, 0.5)),
      ms(nearestRank(lagsNs, 0.99)),
      ms(nearestRank(lagsNs, 1)),
      isLate || opensLate ? 'late' : 'in time',
    ]),
  };
}

const ms = (ns: RunNs | null): number | null => (ns === null ? null : Math.round(nsToMs(ns) * 10) / 10);
