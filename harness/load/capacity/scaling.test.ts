import { expect, test } from 'vitest';
import { randomFrom } from '../../time/random.ts';
import { gainOfNext, replicasFor } from './planning.ts';
import { scalingOf, type UslScaling } from './scaling.ts';
import { RAYTRACER, SPEC_SDM91 } from './test/published.ts';
import { type Coefficients, uslRate } from './usl.ts';
import type { ScalingPoint } from './usl-fit.ts';

const TRUTH: Coefficients = { lambdaPerSecond: 500, sigma: 0.05, kappa: 0.01 };

const random = () => randomFrom('7f3a91c5');
const point = (replicas: number, ratePerSecond: number, error: number | null = null): ScalingPoint => ({
  replicas,
  ratePerSecond,
  standardErrorPerSecond: error,
});
const usl = (points: readonly ScalingPoint[], resamples = 60, draws = random()): UslScaling => {
  const scaling = scalingOf(points, draws, resamples);
  if (scaling.kind !== 'usl') throw new Error(scaling.why);
  return scaling;
};
/** What noise makes of the truth. */
const seen = (
  replicas: readonly number[],
  noise: () => number,
  error: number | null = null,
): ScalingPoint[] => replicas.map((count) => point(count, uslRate(TRUTH, count) + noise(), error));
const exactly = (): number => 0;

test('fewer than three numbers of replicas make a line, and say that the rest is unknown', () => {
  expect(scalingOf([point(1, 500), point(2, 900), point(2, 950)], random())).toEqual({
    kind: 'linear',
    points: [point(1, 500), point(2, 900), point(2, 950)],
    perReplicaPerSecond: 4200 / 9,
    why: 'σ and κ are unknown: they take 3 numbers of replicas, and there are 2.',
  });
  expect(scalingOf([point(4, 500)], random())).toMatchObject({
    perReplicaPerSecond: 125,
    why: expect.stringMatching(/there is 1\.$/u),
  });
  expect(scalingOf([], random())).toMatchObject({ kind: 'linear', perReplicaPerSecond: null });
});

test('the intervals of published data are near those of the normal theory', () => {
  // R package usl 3.0, confint: alpha 0.0337 to 0.0819, beta to 0.000214, gamma 17.87 to 25.83, without the bound at 0.
  const { intervals, rSquared, peakReplicas } = usl(RAYTRACER, 200);
  const { lambdaPerSecond, sigma, kappa } = intervals!;
  const isNear = (bound: number, by: number) => expect.closeTo(bound, -Math.log10(2 * by));
  expect(lambdaPerSecond).toEqual({ low: isNear(17.5, 1.5), high: isNear(24.8, 1.5) });
  expect(sigma).toEqual({ low: isNear(0.033, 0.01), high: isNear(0.075, 0.01) });
  expect(kappa).toEqual({ low: 0, high: isNear(0.00022, 0.0001) });
  expect(rSquared).toBeCloseTo(0.9907, 4);
  expect(peakReplicas).toBeNull();
  expect(usl(SPEC_SDM91).peakReplicas).toBeCloseTo(96.52, 2);
});

test('the same seed makes the same intervals', () => {
  expect(usl(RAYTRACER, 20)).toEqual(usl(RAYTRACER, 20));
  expect(usl(RAYTRACER, 20).intervals).not.toEqual(usl(RAYTRACER, 20, randomFrom('5')).intervals);
});

test('residuals are by point, and what was seen less what was fitted', () => {
  const { residualsPerSecond, coefficients, points } = usl(RAYTRACER, 1);
  expect(residualsPerSecond[3]).toBeCloseTo(170 - uslRate(coefficients, 12), 9);
  expect(residualsPerSecond).toHaveLength(points.length);
});

test('as many points as coefficients have a fit, but no intervals unless their errors are known', () => {
  const bare = usl(seen([1, 2, 3], exactly));
  expect(bare.coefficients.sigma).toBeCloseTo(0.05, 6);
  expect(bare).toMatchObject({
    intervals: null,
    method: expect.stringMatching(/^No intervals/u),
    resamples: [],
  });
  expect(replicasFor(bare, 1000)).toEqual({ kind: 'estimate', replicas: 3, interval: null });
  expect(gainOfNext(bare, 3)).toMatchObject({ perSecondInterval: null, percentInterval: null });
  const known = usl(seen([1, 2, 3], exactly, 15));
  expect(known.method).toBe(
    '95 % percentile intervals of 60 parametric bootstrap fits, with noise from the standard errors of the points.',
  );
  // An error of 15 at one replica is nearly the error of λ.
  expect(known.intervals!.lambdaPerSecond.high - known.intervals!.lambdaPerSecond.low).toBeGreaterThan(30);
});

test('residuals far beyond the errors that were given widen the intervals', () => {
  const off = [0, 60, -60, 60, 0];
  const wide = usl(off.map((by, at) => point(at + 1, uslRate(TRUTH, at + 1) + by, 5)));
  const narrow = usl(off.map((_, at) => point(at + 1, uslRate(TRUTH, at + 1), 5)));
  const width = ({ intervals }: UslScaling): number =>
    intervals!.lambdaPerSecond.high - intervals!.lambdaPerSecond.low;
  expect(width(wide)).toBeGreaterThan(4 * width(narrow));
});

test.each([
  ['estimated from one residual', [1, 2, 3, 4], null],
  ['known', [1, 2, 3, 4], 15],
] as const)(
  'the intervals hold the truth nearly as often as they claim when the noise is %s',
  (_, replicas, error) => {
    const draws = randomFrom('9e3779b9');
    const uniform = (): number => (draws.below(2 ** 31) + 0.5) / 2 ** 31;
    const noise = (): number => 15 * Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
    const runs = 60;
    let [lambda, sigma, gain] = [0, 0, 0];
    for (let run = 0; run < runs; run += 1) {
      const scaling = usl(seen(replicas, noise, error), 80, draws);
      const { low, high } = scaling.intervals!.lambdaPerSecond;
      if (low <= TRUTH.lambdaPerSecond && TRUTH.lambdaPerSecond <= high) lambda += 1;
      if (scaling.intervals!.sigma.low <= TRUTH.sigma && TRUTH.sigma <= scaling.intervals!.sigma.high)
        sigma += 1;
      const next = gainOfNext(scaling, 4).perSecondInterval!;
      const truth = uslRate(TRUTH, 5) - uslRate(TRUTH, 4);
      if (next.low <= truth && truth <= next.high) gain += 1;
    }
    expect(Math.min(lambda, sigma, gain) / runs).toBeGreaterThan(0.87);
  },
);
