import { expect, test } from 'vitest';
import { randomFrom } from '../../time/random.ts';
import { drawsFrom, type Run, runOf } from '../test/draws.ts';
import { latencies } from '../test/latencies.ts';
import { stationarityOf } from './stationarity.ts';

const aMillisecond = (): number => 1000;

/** How many of a hundred such runs are said to drift. */
function driftsOf(run: Run): number {
  const draws = drawsFrom('d21f7');
  return Array.from({ length: 100 }, () =>
    stationarityOf(runOf(run, draws), aMillisecond, draws.random),
  ).filter(({ kind }) => kind === 'drifts').length;
}
const THIRTY_SECONDS = { seconds: 30, perSecond: 100 };

test('a run that does not drift is hardly ever said to', () => {
  expect(driftsOf(THIRTY_SECONDS)).toBe(0);
  expect(driftsOf({ seconds: 15, perSecond: 20 })).toBeLessThanOrEqual(2);
});

test('latency that doubles, or halves, from begin to end is a drift nearly always', () => {
  expect(driftsOf({ ...THIRTY_SECONDS, drift: (progress) => 1 + progress })).toBeGreaterThanOrEqual(95);
  expect(driftsOf({ ...THIRTY_SECONDS, drift: (progress) => 1 - progress / 2 })).toBeGreaterThanOrEqual(95);
});

test('a fifth more than before is no drift', () => {
  expect(
    driftsOf({ ...THIRTY_SECONDS, drift: (progress) => (progress < 0.5 ? 1 : 1.2) }),
  ).toBeLessThanOrEqual(2);
});

test('slow waves are taken for a drift about once in ten', () => {
  expect(driftsOf({ ...THIRTY_SECONDS, wave: { deviation: 0.3, memory: 0.7 } })).toBeLessThanOrEqual(20);
});

const seconds = (count: number, ...valuesUs: readonly number[]) =>
  Array.from({ length: count }, () => latencies(...valuesUs));
const judge = (...parts: readonly ReturnType<typeof seconds>[]) =>
  stationarityOf(parts.flat(), aMillisecond, randomFrom('1'));

test('a drift is told with its figures', () => {
  expect(judge(seconds(10, 2000), seconds(10, 5), seconds(10, 8000))).toEqual({
    kind: 'drifts',
    drift: { share: 0.5, firstUs: 2000, lastUs: 8003, ratio: [4.0015, 4.0015] },
  });
});

test('a drift of the tail alone is one, too', () => {
  const [calm, tail] = [
    Array.from({ length: 9 }, () => 2000),
    [...Array.from({ length: 9 }, () => 2000), 90_000],
  ];
  expect(judge(seconds(20, ...calm, 2000), seconds(10, ...tail))).toMatchObject({ drift: { share: 0.95 } });
});

test('less than a millisecond more is no drift, however many times as long it is', () => {
  expect(judge(seconds(10, 100), seconds(10, 100), seconds(10, 1100)).kind).toBe('alike');
  expect(judge(seconds(10, 100), seconds(10, 100), seconds(10, 1101)).kind).toBe('drifts');
});

test('what matters may be more of the tail than of the median', () => {
  const [before, after] = [seconds(15, 2000), seconds(15, 8000)];
  const whereTailMatters = (share: number): number => (share === 0.5 ? 10_000 : 1000);
  expect(stationarityOf([...before, ...after], whereTailMatters, randomFrom('1'))).toMatchObject({
    drift: { share: 0.95 },
  });
});

test('what came between the thirds does not matter, nor a third without answers', () => {
  expect(judge(seconds(10, 2000), seconds(10, 9000), seconds(10, 2000)).kind).toBe('alike');
  expect(judge(seconds(10), seconds(20, 2000)).kind).toBe('alike');
});

test('fewer than five seconds to a third are too short', () => {
  expect(judge(seconds(14, 2000))).toEqual({ kind: 'too short', seconds: 14, needed: 15 });
  expect(judge(seconds(15, 2000)).kind).toBe('alike');
});
