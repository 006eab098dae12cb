import { expect, test } from 'vitest';
import { randomFrom } from '../../time/random.ts';
import { gainOfNext, replicasFor } from './planning.ts';
import { scalingOf, type UslScaling } from './scaling.ts';
import type { Coefficients } from './usl.ts';

const law = (lambdaPerSecond: number, sigma = 0, kappa = 0): Coefficients => ({
  lambdaPerSecond,
  sigma,
  kappa,
});
const scaling = (coefficients: Coefficients, resamples: readonly Coefficients[]): UslScaling => ({
  kind: 'usl',
  points: [],
  coefficients,
  intervals: null,
  rSquared: null,
  residualsPerSecond: [],
  peakReplicas: null,
  method: '',
  resamples,
});
const spread = (of: (at: number) => Coefficients): Coefficients[] =>
  Array.from({ length: 1000 }, (_, at) => of(at));

test('the replicas for a rate come with the middle 95 % of what other draws say', () => {
  // λ from 400 to 599.8 in even steps; the 2.5 % at either end begin at 405 and end at 594.8.
  const drawn = spread((at) => law(400 + at / 5));
  expect(replicasFor(scaling(law(500), drawn), 5000)).toEqual({
    kind: 'estimate',
    replicas: 10,
    interval: { low: 9, high: 13 },
  });
});

test('a rate above the peak is never carried, and neither is it where too many draws say so', () => {
  const peaked = law(100, 0.19, 0.01);
  expect(replicasFor(scaling(peaked, [peaked]), 300)).toEqual({
    kind: 'estimate',
    replicas: 'never',
    interval: { low: 'never', high: 'never' },
  });
  const split = spread((at) => (at < 30 ? peaked : law(100)));
  expect(replicasFor(scaling(law(100), split), 300)).toMatchObject({
    replicas: 3,
    interval: { low: 3, high: 'never' },
  });
});

test('a line tells the least number of replicas, and nothing at all tells none', () => {
  const draws = randomFrom('1');
  const point = (replicas: number, ratePerSecond: number) => ({
    replicas,
    ratePerSecond,
    standardErrorPerSecond: null,
  });
  expect(replicasFor(scalingOf([point(1, 500)], draws), 1500)).toEqual({ kind: 'at-least', replicas: 3 });
  expect(replicasFor(scalingOf([point(1, 500)], draws), 1501)).toEqual({ kind: 'at-least', replicas: 4 });
  expect(replicasFor(scalingOf([point(1, 500)], draws), 0)).toEqual({ kind: 'at-least', replicas: 1 });
  expect(replicasFor(scalingOf([], draws), 1500)).toEqual({ kind: 'unknown' });
  expect(replicasFor(scalingOf([point(1, 0)], draws), 1500)).toEqual({ kind: 'unknown' });
});

test('the next replica buys the difference, in calls and in percent', () => {
  const drawn = spread((at) => law(400 + at / 5));
  expect(gainOfNext(scaling(law(500), drawn), 4)).toEqual({
    perSecond: 500,
    perSecondInterval: { low: expect.closeTo(405, 6), high: expect.closeTo(594.8, 6) },
    percent: 25,
    percentInterval: { low: expect.closeTo(25, 6), high: expect.closeTo(25, 6) },
  });
});

test('beyond the peak the next replica costs', () => {
  const { perSecond, percent } = gainOfNext(scaling(law(100, 0.19, 0.01), []), 12);
  expect(perSecond).toBeLessThan(0);
  expect(percent).toBeLessThan(0);
});
