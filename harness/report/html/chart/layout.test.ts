import { expect, test } from 'vitest';
import type { Chart, Series } from '../../../checkers/chart.ts';
import { layoutOf } from './layout.ts';
import { plotOf } from './plot.ts';

const line = (name: string, ...ys: (number | null)[]): Series => ({
  name,
  style: 'line',
  points: ys.map((y, x) => [x, y] as const),
});
const chartOf = (series: Series[], more: Partial<Chart> = {}): Chart => ({
  kind: 'chart',
  title: '',
  x: { label: '', unit: '', scale: 'linear' },
  y: { label: '', unit: '', scale: 'linear' },
  series,
  ...more,
});
const layout = (series: Series[], more: Partial<Chart> = {}) => layoutOf(plotOf(chartOf(series, more))!);

test('names lines at their ends, at the height of their last value', () => {
  expect(layout([line('p50', 5, 0), line('p99', 10, 10)]).endLabelsPx).toEqual([200, 0]);
});

test.each([
  ['a line ends too near another two', [line('a', 1), line('b', 1), line('c', 1)]],
  ['a name is long', [line('the 99th percentile of all', 1, 2)]],
  ['a series is dots', [{ ...line('measured', 1, 2), style: 'dots' as const }]],
  ['a line ends early', [line('a', 1, 2, 3, 4), line('b', 1, 2)]],
  ['a line ends in a gap', [line('a', 1, 2, null)]],
])('leaves the names to the legend when %s', (_, series) => {
  expect(layout(series).endLabelsPx).toBeNull();
});

test('leaves room at the left for the longest figure, and at the right for the longest name', () => {
  const { leftPx, endPx } = layout([line('availability', 0, 0.0001)]);
  expect([leftPx, endPx]).toEqual([57, 89]);
  expect(layout([line('a', 1), line('b', 1), line('c', 1)])).toMatchObject({ leftPx: 34, endPx: 14 });
});

test('leaves out figures of x that have no room, and in a narrow chart some more', () => {
  const ticks = [0, 1, 10, 20, 40, 60, 100].map((at) => ({ at, label: `${at} percent` }));
  const { xTicks } = layout([line('a', ...Array.from({ length: 101 }, () => 1))], {
    x: { label: '', unit: '', scale: 'linear', ticks },
  });
  expect(xTicks.map(({ label, isExtra }) => `${label}${isExtra ? ' when wide' : ''}`)).toEqual([
    '0 percent',
    '20 percent when wide',
    '40 percent',
    '60 percent when wide',
    '100 percent',
  ]);
});

test('leaves out figures of y that would overlap', () => {
  const ticks = [0, 1, 50, 51, 100].map((at) => ({ at, label: String(at) }));
  const y = { label: '', unit: '', scale: 'linear', ticks } as const;
  expect(layout([line('a', 0, 100)], { y }).yTicks.map(({ label }) => label)).toEqual(['0', '50', '100']);
});
