import { expect, test } from 'vitest';
import type { AnyOperation } from '../../history/operation.ts';
import { loadCharts } from './load-charts.ts';
import { measuredLoads } from './measured-load.ts';
import { around, began, historyOf, latency, offer, wrong } from './test/load-story.ts';

const chartsOf = (...told: readonly (AnyOperation | readonly AnyOperation[])[]) =>
  measuredLoads(historyOf(...told)).flatMap((measured) => loadCharts(measured));
const SECONDS = Array.from({ length: 22 }, (_, second) => second);
const story = [
  began({ slos: ['p99<250ms', 'p95@b-2<100ms', 'errors<1%'] }),
  ...SECONDS.flatMap((second) => [
    latency(second, 'b-1', around(10_000, 90, second)),
    latency(second, 'b-2', around(40_000, 10, second)),
    wrong(second, 'b-1', 3),
    offer(second, { due: 104, sent: 104 }),
  ]),
];

test('time, replicas, offer and distribution are drawn, the warm-up among them and named', () => {
  const [overTime, byReplica, offered, spectrum] = chartsOf(story);
  expect(overTime?.series.map(({ name, points }) => [name, points.length])).toEqual([
    ['p50', 22],
    ['p95', 22],
    ['p99', 22],
  ]);
  expect(byReplica?.series.map(({ name }) => name)).toEqual(['b-1', 'b-2']);
  for (const chart of [overTime, byReplica, offered])
    expect(chart?.bands).toEqual([{ from: null, to: 2, label: 'warm-up' }]);
  expect(spectrum?.bands).toBeUndefined();
});

test('what was not answered rightly is what was due less what was right', () => {
  const [, , offered] = chartsOf(story);
  expect(offered?.series.map(({ name, points }) => [name, points[7]])).toEqual([
    ['due', [7, 104]],
    ['answered rightly', [7, 100]],
    ['not rightly, or missed', [7, 4]],
  ]);
});

test('only limits of all replicas are drawn across a chart of all', () => {
  const [overTime, , , spectrum] = chartsOf(story);
  for (const chart of [overTime, spectrum])
    expect(chart?.marks).toEqual([{ axis: 'y', at: 250, label: 'p99<250ms', tone: 'bad' }]);
});

test('the spectrum goes no further than there are answers to tell it', () => {
  const [, , , spectrum] = chartsOf(story);
  const [fromDue] = spectrum?.series ?? [];
  // 2,000 answers: 0.9995 leaves one above it, 0.9999 none.
  expect(fromDue?.points.map(([x]) => Math.round(x ?? 0)).at(-1)).toBe(2000);
  expect(fromDue?.points.find(([x]) => x === 2)?.[1]).toBeCloseTo(10, 0);
});

test('a load of which nothing is known has no charts', () => {
  expect(chartsOf(began())).toEqual([]);
});
