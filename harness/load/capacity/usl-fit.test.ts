import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { RAYTRACER, SPEC_SDM91 } from './test/published.ts';
import { type Coefficients, peakReplicas, uslRate } from './usl.ts';
import { fitCoefficients, type ScalingPoint } from './usl-fit.ts';

const points = (...rows: (readonly [replicas: number, rate: number, error?: number])[]): ScalingPoint[] =>
  rows.map(([replicas, ratePerSecond, error]) => ({
    replicas,
    ratePerSecond,
    standardErrorPerSecond: error ?? null,
  }));
const squares = (given: readonly ScalingPoint[], fit: Coefficients): number =>
  given.reduce(
    (sum, point) =>
      sum + ((point.ratePerSecond - uslRate(fit, point.replicas)) / (point.standardErrorPerSecond ?? 1)) ** 2,
    0,
  );

test('the published data of a ray tracer have the published coefficients', () => {
  // R package usl 3.0, nls: alpha 0.0578, beta 0, gamma 21.8488.
  const { lambdaPerSecond, sigma, kappa } = fitCoefficients(RAYTRACER);
  expect(lambdaPerSecond).toBeCloseTo(21.8488, 3);
  expect(sigma).toBeCloseTo(0.0578, 4);
  expect(kappa).toBe(0);
});

test('the published data of SPEC SDM91 have the published peak and limit', () => {
  // R package usl 3.0: the peak is at 97, the limit without coherency, gamma / alpha, at 3245.589.
  const fit = fitCoefficients(SPEC_SDM91);
  expect(fit.lambdaPerSecond / fit.sigma).toBeCloseTo(3245.589, 1);
  expect(peakReplicas(fit)).toBeCloseTo(96.52, 2);
});

test('coefficients are found again in what they make, whatever their size', () => {
  const coefficients = fc.record({
    lambdaPerSecond: fc.double({ min: 0.1, max: 1e6, noNaN: true }),
    sigma: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1, noNaN: true })),
    kappa: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 0.5, noNaN: true })),
  });
  const counts = fc.uniqueArray(fc.integer({ min: 2, max: 64 }), { minLength: 2, maxLength: 12 });
  fc.assert(
    fc.property(coefficients, counts, (truth, more) => {
      const replicas = [1, ...more];
      const fit = fitCoefficients(
        points(...replicas.map((count) => [count, uslRate(truth, count)] as const)),
      );
      for (const count of replicas) {
        expect(uslRate(fit, count) / uslRate(truth, count)).toBeCloseTo(1, 5);
      }
    }),
    { numRuns: 300 },
  );
});

test('a far retrograde curve is followed to its end', () => {
  const truth = { lambdaPerSecond: 1000, sigma: 0.1, kappa: 0.21 };
  const rows = [1, 4, 16, 24, 32, 48, 64].map((count) => [count, uslRate(truth, count)] as const);
  const { lambdaPerSecond, sigma, kappa } = fitCoefficients(points(...rows));
  expect(lambdaPerSecond).toBeCloseTo(1000, 1);
  expect(sigma).toBeCloseTo(0.1, 3);
  expect(kappa).toBeCloseTo(0.21, 3);
});

test('no coefficients a little beside the fit are nearer the points', () => {
  const factors = fc.array(fc.double({ min: 0.7, max: 1.3, noNaN: true }), { minLength: 3, maxLength: 8 });
  const truth = fc.record({
    lambdaPerSecond: fc.constant(500),
    sigma: fc.double({ min: 0, max: 0.5, noNaN: true }),
    kappa: fc.double({ min: 0, max: 0.1, noNaN: true }),
  });
  fc.assert(
    fc.property(truth, factors, (law, noise) => {
      const data = points(...noise.map((factor, at) => [at + 1, factor * uslRate(law, at + 1)] as const));
      const fit = fitCoefficients(data);
      const most = squares(data, fit) * 0.99 - 0.1;
      for (const by of [-0.02, 0.02]) {
        const { lambdaPerSecond, sigma, kappa } = fit;
        const near = [
          { ...fit, lambdaPerSecond: lambdaPerSecond * (1 + by) },
          { ...fit, sigma: Math.max(0, sigma + by) },
          { ...fit, kappa: Math.max(0, kappa + by / 10) },
        ];
        for (const beside of near) expect(squares(data, beside)).toBeGreaterThan(most);
      }
    }),
    { numRuns: 300 },
  );
});

test('data that grow faster than their replicas, or in a line, lose nothing to growth', () => {
  for (const rates of [
    [500, 1000, 1500, 2000],
    [500, 1100, 1700, 2400],
  ]) {
    const fit = fitCoefficients(points(...rates.map((rate, at) => [at + 1, rate] as const)));
    expect(fit).toMatchObject({ sigma: 0, kappa: 0 });
    expect(uslRate(fit, 2)).toBeCloseTo(2 * fit.lambdaPerSecond, 9);
  }
});

test('a point that is known better counts for more', () => {
  const rows = [
    [1, 100],
    [2, 180],
    [3, 240],
    [4, 250],
  ] as const;
  const known = rows.map(([replicas, rate]) => [replicas, rate, replicas === 4 ? 0.1 : 10] as const);
  const loose = Math.abs(250 - uslRate(fitCoefficients(points(...rows)), 4));
  const tight = Math.abs(250 - uslRate(fitCoefficients(points(...known)), 4));
  expect(loose).toBeGreaterThan(1);
  expect(tight).toBeLessThan(0.01);
  // One error that is not known leaves all of them out.
  const mixed = points(...known).map((point) =>
    point.replicas === 1 ? { ...point, standardErrorPerSecond: null } : point,
  );
  expect(fitCoefficients(mixed)).toEqual(fitCoefficients(points(...rows)));
});
