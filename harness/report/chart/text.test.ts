import { expect, test } from 'vitest';
import { latencyChart, line } from './test/charts.ts';
import { axisText, chartSentences, valueText } from './text.ts';

const chart = latencyChart(
  [
    line('p99', [
      [0, 12.3456],
      [2, 34_567.8],
      [1, 3],
      [3, null],
    ]),
    line('p50', [[0, null]]),
  ],
  { title: 'Latency' },
);

test('says a number with four digits that count', () => {
  expect([0, 12.34567, 0.000123456, 12_345, 98_765.4, -2].map(valueText)).toEqual([
    '0',
    '12.35',
    '0.0001235',
    '12,345',
    '98,770',
    '-2',
  ]);
});

test('names an axis with its unit, if it has one', () => {
  expect(axisText(chart.x)).toBe('Time (s)');
  expect(axisText({ ...chart.x, unit: '' })).toBe('Time');
});

test('says of each series from where to where it goes and its extremes', () => {
  expect(chartSentences(chart)).toEqual([
    'p99: 3 values from 0 to 2 s, lowest 3 ms, highest 34,570 ms, last 34,570 ms.',
    'p50: nothing.',
  ]);
});

test('says how many series it does not speak of', () => {
  const many = { ...chart, series: Array.from({ length: 15 }, (_, at) => line(`s${at}`, [])) };
  expect(chartSentences(many).slice(-2)).toEqual(['s11: nothing.', 'And 3 more series.']);
});
