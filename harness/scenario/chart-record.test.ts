import { expect, test } from 'vitest';
import type { Chart } from '../checkers/chart.ts';
import { scenarioVerdict } from './record.ts';

const chart: Chart = {
  kind: 'chart',
  title: 'Latency',
  x: { label: 'Percentile', unit: '', scale: 'log', ticks: [{ at: 100, label: '99 %' }] },
  y: { label: 'Latency', unit: 'ms', scale: 'linear' },
  series: [
    {
      name: 'from due',
      style: 'step',
      points: [
        [1, 2.5],
        [2, null],
      ],
      tone: 'bad',
      interval: { low: [2, null], high: [3, null] },
    },
    { name: 'from sending', style: 'dots', points: [], tone: 3 },
  ],
  bands: [{ from: 0, to: null, label: 'warm-up', tone: 'neutral' }],
  marks: [{ axis: 'y', at: 250, label: 'limit' }],
};
const saved = (evidence: unknown): unknown => ({
  scenario: 's',
  question: 'q',
  status: 'valid',
  checks: [
    { name: 'c', claim: '', verdict: { status: 'valid', examined: 1 }, summary: '', evidence: [evidence] },
  ],
});
const read = (evidence: unknown): unknown =>
  scenarioVerdict.parse(JSON.parse(JSON.stringify(saved(evidence)))).checks[0]?.evidence[0];

test('reads a chart as it was written', () => {
  expect(read(chart)).toEqual(chart);
  const { bands: _, marks: __, ...plain } = chart;
  expect(read(plain)).toEqual(plain);
});

test('reads a chart whose numbers JSON could not write, so that one of them does not cost the whole run', () => {
  const odd: Chart = {
    ...chart,
    series: [{ name: 'p99', style: 'line', points: [[NaN, Infinity]] }],
    bands: [{ from: -Infinity, to: NaN, label: '' }],
    marks: [{ axis: 'x', at: Infinity, label: '' }],
  };
  expect(read(odd)).toMatchObject({
    series: [{ points: [[null, null]] }],
    bands: [{ from: null, to: null }],
    marks: [{ at: null }],
  });
});

test('refuses what is no chart', () => {
  expect(() => read({ ...chart, x: { ...chart.x, scale: 'square' } })).toThrow();
  expect(() => read({ ...chart, series: [{ name: 'p99', style: 'line', points: [[1, 2, 3]] }] })).toThrow();
});
