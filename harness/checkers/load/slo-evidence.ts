import { type Buckets, maxUs, mergeBuckets, quantileUs } from '../../load/buckets.ts';
import { limitText, sloText } from '../../load/slo/slo.ts';
import type { Evidence } from '../verdict.ts';
import { type Judged, roomOf } from './decision.ts';
import { intervalText, limitOf, valueText } from './figures.ts';
import type { Cell, MeasuredLoad } from './measured-load.ts';

/** Each objective with its figures, the broken ones first. */
export const sloTable = (judged: readonly Judged[]): Evidence => ({
  kind: 'table',
  title: 'Service level objectives',
  columns: [
    'load',
    'SLO',
    'limit',
    'observed',
    '95 % interval',
    'margin',
    'samples',
    'samples needed',
    'verdict',
  ],
  rows: judged
    .toSorted((a, b) => RANK[a.decision.status] - RANK[b.decision.status])
    .map(({ objective: { measured, slo }, estimate, decision }) => [
      measured.load.load,
      sloText(slo),
      limitText(slo.limit),
      estimate.observed === null ? null : valueText(slo.limit, estimate.observed),
      estimate.observed === null ? null : intervalText(slo.limit, estimate.low, estimate.high),
      estimate.observed === null
        ? null
        : `${Math.round((100 * roomOf(slo, estimate.observed)) / limitOf(slo.limit))} %`,
      Math.round(estimate.samples),
      decision.status === 'undecided' ? decision.neededSamples : estimate.leastSamples,
      decision.status,
    ]),
});

const RANK = { broken: 0, undecided: 1, holds: 2 } as const;

/** What each replica did with each operation of a load. */
export function latencyTable({ load, stage, cells }: MeasuredLoad): Evidence {
  const groups = [...Map.groupBy(cells, ({ operation, replica }) => `${operation}\n${replica}`)];
  return {
    kind: 'table',
    title: `Latency of right answers by operation and replica (${load.load}${stage === '' ? '' : `, ${stage}`})`,
    columns: [
      'operation',
      'replica',
      'right',
      'wrong',
      'p50 (ms)',
      'p95 (ms)',
      'p99 (ms)',
      'max (ms)',
      'p50 from sending (ms)',
      'p99 from sending (ms)',
    ],
    rows: groups.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, of]) => latencyRow(of)),
  };
}

function latencyRow(cells: readonly Cell[]): (string | number | null)[] {
  const right = cells.flatMap((cell) => (cell.right === null ? [] : [cell]));
  const fromDue = mergeBuckets(cells.flatMap((cell) => cell.right?.fromDue ?? []));
  const fromSending = mergeBuckets(cells.flatMap((cell) => cell.right?.fromSending ?? []));
  const total = countOf(cells);
  return [
    cells[0]?.operation ?? null,
    cells[0]?.replica ?? null,
    countOf(right),
    total - countOf(right),
    ...[0.5, 0.95, 0.99].map((share) => quantileMs(fromDue, share)),
    inMs(maxUs(fromDue)),
    quantileMs(fromSending, 0.5),
    quantileMs(fromSending, 0.99),
  ];
}

const countOf = (cells: readonly Cell[]): number => cells.reduce((sum, { count }) => sum + count, 0);
const quantileMs = (buckets: Buckets, share: number): number | null => inMs(quantileUs(buckets, share));
/** To four figures: the histogram holds no more. */
const inMs = (us: number | null): number | null => (us === null ? null : Number((us / 1000).toPrecision(4)));
