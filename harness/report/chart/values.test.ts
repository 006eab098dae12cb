import { expect, test } from 'vitest';
import type { Chart, Series } from '../../checkers/chart.ts';
import { drawnSeries } from './values.ts';

const chartOf = (series: Series, scale: 'linear' | 'log'): Chart => ({
  kind: 'chart',
  title: '',
  x: { label: '', unit: '', scale: 'linear' },
  y: { label: '', unit: '', scale },
  series: [series],
});
const points = [
  [3, 30],
  [1, 0],
  [Infinity, 4],
  [2, null],
  [null, 5],
  [4, NaN],
  [5, -1],
  [6, -Infinity],
  [7, 1e300],
] as const;
const series: Series = { name: 'p99', style: 'line', points };

test('puts values in the order of x and leaves out what has no place, counted', () => {
  const [drawn] = drawnSeries(chartOf(series, 'linear'));
  expect(drawn!.values.map(({ x, y }) => [x, y])).toEqual([
    [1, 0],
    [2, null],
    [3, 30],
    [4, null],
    [5, -1],
    [6, null],
    [7, null],
  ]);
  expect(drawn!.lost).toBe(5);
});

test('has no place for zero and less on a logarithmic axis', () => {
  const [drawn] = drawnSeries(chartOf(series, 'log'));
  expect(drawn!.values.flatMap(({ y }) => y ?? [])).toEqual([30]);
  expect(drawn!.lost).toBe(7);
});

test('keeps an interval with its own point, and misses one that is not there', () => {
  const [drawn] = drawnSeries(
    chartOf({ ...series, points: points.slice(0, 2), interval: { low: [20, 0], high: [40] } }, 'linear'),
  );
  expect(drawn!.values).toEqual([
    { x: 1, y: 0, low: 0, high: null },
    { x: 3, y: 30, low: 20, high: 40 },
  ]);
  expect(drawn!.lost).toBe(0);
});
