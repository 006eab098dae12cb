import { expect, test } from 'vitest';
import type { Band, Chart, Mark } from '../../../checkers/chart.ts';
import { annotationsOf, labelShiftPx } from './annotations.ts';
import { plotOf } from './plot.ts';

const ys = (y: number) => Array.from({ length: 101 }, (_, x) => [x, y] as const);
const chart: Chart = {
  kind: 'chart',
  title: '',
  x: { label: '', unit: 's', scale: 'linear' },
  y: { label: '', unit: 'ms', scale: 'linear' },
  series: [{ name: 'p99', style: 'line', points: ys(100) }],
};
const annotate = (bands: Band[], marks: Mark[] = [], from: Chart = chart) =>
  annotationsOf(plotOf({ ...from, bands, marks })!, 300);
const band = (from: number | null, to: number | null, label = 'pause'): Band => ({ from, to, label });

test('places a band by x, cut to the chart and open where it has no end', () => {
  const { placed } = annotate([band(10, 20), band(-5, 5), band(90, null), band(null, 1)]);
  expect(placed.map(({ from, to }) => [from, to])).toEqual([
    [100, 200],
    [0, 50],
    [900, 1000],
    [0, 10],
  ]);
});

test('names what has no place in the chart', () => {
  const marks: Mark[] = [
    { axis: 'y', at: 5000, label: 'limit' },
    { axis: 'x', at: null, label: 'never' },
    { axis: 'x', at: 40, label: 'now' },
  ];
  const { placed, outside } = annotate([band(200, 300, 'later')], marks);
  expect(outside).toEqual(['later', 'limit', 'never']);
  expect(placed.map(({ label, from }) => [label, from])).toEqual([['now', 400]]);
});

test('writes labels that have room, and leaves others to the legend', () => {
  const { placed } = annotate(
    [band(0, 10, 'warm-up'), band(12, 13, 'restart'), band(95, 100, 'cool-down')],
    [{ axis: 'x', at: 50, label: 'change' }],
  );
  expect(placed.map(({ label, isSpelled, isAtEnd }) => [label, isSpelled, isAtEnd])).toEqual([
    ['warm-up', true, false],
    ['restart', false, false],
    ['cool-down', true, true],
    ['change', true, false],
  ]);
  expect(annotate([band(0, 100, 'x'.repeat(60))]).placed[0]?.isSpelled).toBe(false);
});

test('writes the label of a limit where the data is not', () => {
  const limit: Mark = { axis: 'y', at: 100, label: 'limit' };
  const rising = [...ys(108).slice(0, 30), [100, 200]] as const;
  const falling = [[0, 200], ...ys(108).slice(70)] as const;
  const isAtEnd = [rising, falling].map((points) => {
    const series = [{ name: 'p99', style: 'line' as const, points }];
    return annotate([], [limit], { ...chart, series }).placed[0]?.isAtEnd;
  });
  expect(isAtEnd).toEqual([true, false]);
});

test('writes only one of two limits that are close together', () => {
  const marks: Mark[] = [60, 61].map((at) => ({ axis: 'y', at, label: `${at} ms` }));
  expect(annotate([], marks).placed.map(({ isSpelled }) => isSpelled)).toEqual([true, false]);
});

test('writes the label of a limit above its line, and below it at the very top', () => {
  const { placed } = annotate(
    [],
    [50, 100].map((at) => ({ axis: 'y', at, label: '' })),
  );
  expect(placed.map(labelShiftPx)).toEqual([-4, 13]);
});
