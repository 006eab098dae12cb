import { type Buckets, mergeBuckets, quantileUs } from '../../load/buckets.ts';
import type { Axis, Band, Chart, Mark, Series } from '../chart.ts';
import { sloText } from '../../load/slo/slo.ts';
import type { Cell, MeasuredLoad } from './measured-load.ts';

const TIME: Axis = { label: 'time since the load began', unit: 's', scale: 'linear' };
const LATENCY: Axis = { label: 'latency', unit: 'ms', scale: 'log' };
const QUANTILES = [0.5, 0.95, 0.99];
/** Of the spectrum: one point each on an axis of 1/(1−p). */
const SPECTRUM = [0, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975, 0.99, 0.995, 0.999, 0.9995, 0.9999, 0.99999];
/** 1 − 0.9995 is not quite 0.0005. */
const ROUNDING = 1e-9;
const SPECTRUM_TICKS = [0, 0.5, 0.9, 0.99, 0.999, 0.9999, 0.99999];

/** What a load was like over its time and over its answers; the warm-up is shown, and said to be that, and so are faults. */
export function loadCharts(measured: MeasuredLoad, faults: readonly Band[] = []): Chart[] {
  if (measured.cells.length === 0) return [];
  const overTime = [latencyOverTime(measured), byReplica(measured), offered(measured)];
  return [
    ...overTime.map((chart) => ({ ...chart, bands: [...warmUpOf(measured), ...faults] })),
    spectrum(measured),
  ];
}

const cellsOf = ({ cells, warmUp }: MeasuredLoad): Cell[] => [...warmUp.cells, ...cells];

function latencyOverTime(measured: MeasuredLoad): Chart {
  const bySecond = Map.groupBy(cellsOf(measured), ({ second }) => second);
  return {
    kind: 'chart',
    title: `Latency of right answers from their due time (${measured.load.load})`,
    x: TIME,
    y: LATENCY,
    series: QUANTILES.map((share) => ({
      name: nameOf(share),
      style: 'line',
      points: [...bySecond].map(([second, cells]) => [second, quantileMs(fromDue(cells), share)] as const),
    })),
    marks: limitsOf(measured),
  };
}

function byReplica(measured: MeasuredLoad): Chart {
  const cells = Map.groupBy(cellsOf(measured), ({ replica }) => replica);
  return {
    kind: 'chart',
    title: `p95 from the due time by replica (${measured.load.load})`,
    x: TIME,
    y: LATENCY,
    series: [...cells]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, own]): Series => {
        const bySecond = Map.groupBy(own, ({ second }) => second);
        const points = [...bySecond].map(([second, of]) => [second, quantileMs(fromDue(of), 0.95)] as const);
        return { name, style: 'line', points };
      }),
  };
}

function offered(measured: MeasuredLoad): Chart {
  const offers = [...measured.warmUp.offers, ...measured.offers];
  const bySecond = Map.groupBy(cellsOf(measured), ({ second }) => second);
  const rightIn = (second: number): number =>
    (bySecond.get(second) ?? []).reduce((sum, { right, count }) => (right === null ? sum : sum + count), 0);
  const points = (of: (offer: (typeof offers)[number]) => number): Series['points'] =>
    offers.map((offer) => [offer.second, of(offer)]);
  return {
    kind: 'chart',
    title: `Offered and answered (${measured.load.load})`,
    x: TIME,
    y: { label: 'arrivals due in the second', unit: '1/s', scale: 'linear' },
    series: [
      { name: 'due', style: 'step', points: points(({ due }) => due), tone: 'neutral' },
      {
        name: 'answered rightly',
        style: 'line',
        points: points(({ second }) => rightIn(second)),
        tone: 'good',
      },
      {
        name: 'not rightly, or missed',
        style: 'line',
        points: points(({ second, due }) => due - rightIn(second)),
        tone: 'bad',
      },
    ],
  };
}

function spectrum(measured: MeasuredLoad): Chart {
  const { cells, load } = measured;
  const fromSending = mergeBuckets(cells.flatMap(({ right }) => right?.fromSending ?? []));
  const line = (name: string, buckets: Buckets): Series => ({
    name,
    style: 'line',
    points: SPECTRUM.filter(
      (share) => buckets.counts.reduce((sum, count) => sum + count, 0) * (1 - share) > 1 - ROUNDING,
    ).map((share) => [placeOf(share), quantileMs(buckets, share)]),
  });
  return {
    kind: 'chart',
    title: `Distribution of latencies (${load.load})`,
    x: {
      label: 'share of answers',
      unit: '',
      scale: 'log',
      ticks: SPECTRUM_TICKS.map((share) => ({ at: placeOf(share), label: percent(share) })),
    },
    y: LATENCY,
    series: [line('from the due time', fromDue(cells)), line('from sending', fromSending)],
    marks: limitsOf(measured),
  };
}

const placeOf = (share: number): number => 1 / (1 - share);
const percent = (share: number): string => `${Number((share * 100).toFixed(4))} %`;
const nameOf = (share: number): string => `p${Number((share * 100).toFixed(4))}`;

const fromDue = (cells: readonly Cell[]): Buckets =>
  mergeBuckets(cells.flatMap(({ right }) => right?.fromDue ?? []));

function quantileMs(buckets: Buckets, share: number): number | null {
  const us = quantileUs(buckets, share);
  return us === null ? null : us / 1000;
}

function warmUpOf({ load: { warmUpMs } }: MeasuredLoad): Band[] {
  return warmUpMs === 0 ? [] : [{ from: null, to: warmUpMs / 1000, label: 'warm-up' }];
}

/** The limits of latencies that are of all operations and replicas together. */
function limitsOf({ slos }: MeasuredLoad): Mark[] {
  return slos.flatMap((slo): Mark[] =>
    'limitUs' in slo.limit && slo.operation === null && slo.replica.kind !== 'one'
      ? [{ axis: 'y', at: slo.limit.limitUs / 1000, label: sloText(slo), tone: 'bad' }]
      : [],
  );
}
