import type { Evidence } from '../verdict.ts';
import { type Bucket, ROUNDING_NS } from './attempt.ts';
import { forcedWindow } from './forced-window.ts';
import type { JudgedWindow } from './judged-window.ts';

const ROWS_SHOWN = 50;

/** The tables beside the verdict on admissions: by window, by replica, and the densest stretch of each user. */
export function admissionEvidence(
  buckets: readonly Bucket[],
  windows: readonly JudgedWindow[],
): readonly Evidence[] {
  if (buckets.length === 0) return [];
  return [windowTable(windows), replicaTable(buckets), densestTable(buckets)];
}

function windowTable(windows: readonly JudgedWindow[]): Evidence {
  return {
    kind: 'table',
    title: 'Admissions by window',
    columns: [
      'stage',
      'user',
      'window',
      'attempts',
      'admitted',
      'limit',
      'admitted ÷ limit',
      'not judged because',
    ],
    rows: windows
      .toSorted((a, b) => b.admitted.length / b.bucket.limit - a.admitted.length / a.bucket.limit)
      .slice(0, ROWS_SHOWN)
      .map(({ bucket, label, attempts, admitted, weakness }) => [
        bucket.stage.stage,
        bucket.user,
        label,
        attempts,
        admitted.length,
        bucket.limit,
        rounded(admitted.length / bucket.limit),
        weakness,
      ]),
  };
}

function replicaTable(buckets: readonly Bucket[]): Evidence {
  const calls = buckets.flatMap((bucket) => bucket.calls);
  const byReplica = Map.groupBy(calls, ({ replica }) => replica ?? 'unattributed');
  const count = (of: readonly { kind: string }[], wanted: string): number =>
    of.filter(({ kind }) => kind === wanted).length;
  return {
    kind: 'table',
    title: 'Admissions by replica',
    columns: ['replica', 'attempts', 'admitted', 'denied', 'no definite answer'],
    rows: [...byReplica]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, of]) => [name, of.length, count(of, 'allowed'), count(of, 'denied'), count(of, 'info')]),
  };
}

/** A fixed window may let through up to twice its limit across an edge; the ratio here shows how near it came. */
function densestTable(buckets: readonly Bucket[]): Evidence {
  return {
    kind: 'table',
    title: 'Densest stretch of one window length, anywhere (up to 2 across the edge of two windows)',
    columns: ['stage', 'user', 'admitted', 'limit', 'admitted ÷ limit'],
    rows: buckets.slice(0, ROWS_SHOWN).map(({ stage, user, limit, windowNs, calls }) => {
      const count = forcedWindow(calls, windowNs - ROUNDING_NS)?.count ?? 0;
      return [stage.stage, user, count, limit, rounded(count / limit)];
    }),
  };
}

const rounded = (value: number): number => Math.round(value * 100) / 100;
