import { intervalOf } from '../../../load/capacity/interval.ts';
import type { UslScaling } from '../../../load/capacity/scaling.ts';
import { uslRate } from '../../../load/capacity/usl.ts';
import { mergeBuckets, quantileUs } from '../../../load/buckets.ts';
import { sloText } from '../../../load/slo/slo.ts';
import type { Chart, Mark, Series } from '../../chart.ts';
import type { Growth } from './growth.ts';
import type { JudgedSearch, TriedRate } from './searches.ts';
import { rateText } from './words.ts';

/** Points of the curve between two numbers of replicas. */
const STEPS = 4;
/** The curve goes on for so many replicas beyond the last that was tried. */
const BEYOND = 2;

/** The capacity by replicas with the fit about it, and the latency of every rate that was tried. */
export const capacityCharts = (searches: readonly JudgedSearch[], growth: Growth): Chart[] => [
  capacityCurve(growth),
  latencyByRate(searches),
];

function capacityCurve({ scaling, needed }: Growth): Chart {
  const measured: Series = {
    name: 'measured',
    style: 'dots',
    points: scaling.points.map(({ replicas, ratePerSecond }) => [replicas, ratePerSecond]),
  };
  const marks: Mark[] =
    needed === null
      ? []
      : [{ axis: 'y', at: needed.perSecond, label: `planned for: ${rateText(needed.perSecond)}` }];
  return {
    kind: 'chart',
    title: 'Capacity by the number of replicas',
    x: { label: 'replicas', unit: '', scale: 'linear' },
    y: { label: 'the highest rate within the objectives', unit: '1/s', scale: 'linear' },
    series: scaling.kind === 'usl' ? [measured, fitted(scaling), linear(scaling)] : [measured],
    marks,
  };
}

function placesOf({ points }: UslScaling): number[] {
  const most = Math.max(...points.map(({ replicas }) => replicas)) + BEYOND;
  return Array.from({ length: (most - 1) * STEPS + 1 }, (_, at) => 1 + at / STEPS);
}

function fitted(scaling: UslScaling): Series {
  const places = placesOf(scaling);
  const bands = places.map((place) => intervalOf(scaling.resamples.map((drawn) => uslRate(drawn, place))));
  return {
    name: 'Universal Scalability Law',
    style: 'line',
    points: places.map((place) => [place, uslRate(scaling.coefficients, place)]),
    interval: { low: bands.map((band) => band?.low ?? null), high: bands.map((band) => band?.high ?? null) },
  };
}

/** What as many replicas would carry if nothing were lost to growth. */
const linear = (scaling: UslScaling): Series => ({
  name: 'if nothing were lost',
  style: 'line',
  tone: 'neutral',
  points: placesOf(scaling).map((place) => [place, scaling.coefficients.lambdaPerSecond * place]),
});

function latencyByRate(searches: readonly JudgedSearch[]): Chart {
  return {
    kind: 'chart',
    title: 'p99 of right answers by the rate that was offered',
    x: { label: 'offered', unit: '1/s', scale: 'linear' },
    y: { label: 'p99 from the due time', unit: 'ms', scale: 'log' },
    series: searches.map(({ stage, tried }) => ({
      name: stage,
      style: 'dots',
      points: tried.map((one) => [one.ratePerSecond, p99Ms(one)] as const),
    })),
    marks: limitsOf(searches),
  };
}

function p99Ms({ measured }: TriedRate): number | null {
  const us = quantileUs(mergeBuckets(measured.cells.flatMap((cell) => cell.right?.fromDue ?? [])), 0.99);
  return us === null ? null : us / 1000;
}

function limitsOf(searches: readonly JudgedSearch[]): Mark[] {
  const slos = searches[0]?.tried[0]?.measured.slos ?? [];
  return slos.flatMap((slo): Mark[] =>
    slo.limit.kind === 'quantile' && slo.limit.percent === 99 && slo.operation === null
      ? [{ axis: 'y', at: slo.limit.limitUs / 1000, label: sloText(slo), tone: 'bad' }]
      : [],
  );
}
