import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { leastReplicas, peakReplicas, uslRate } from './usl.ts';

const NOTHING_LOST = { lambdaPerSecond: 500, sigma: 0, kappa: 0 };

test('the law is linear where nothing is lost, and the first replica always carries λ', () => {
  expect([1, 2, 7].map((replicas) => uslRate(NOTHING_LOST, replicas))).toEqual([500, 1000, 3500]);
  expect(uslRate({ lambdaPerSecond: 500, sigma: 0.3, kappa: 0.2 }, 1)).toBe(500);
  // 4 × 1000 / (1 + 0.1 × 3 + 0.01 × 12).
  expect(uslRate({ lambdaPerSecond: 1000, sigma: 0.1, kappa: 0.01 }, 4)).toBeCloseTo(4000 / 1.42, 9);
});

test('the peak is where the law says, and none where nothing is spent on agreement', () => {
  expect(peakReplicas({ lambdaPerSecond: 1, sigma: 0.19, kappa: 0.01 })).toBeCloseTo(9, 9);
  expect(peakReplicas({ lambdaPerSecond: 1, sigma: 0.5, kappa: 0 })).toBeNull();
  expect(peakReplicas({ lambdaPerSecond: 1, sigma: 0.5, kappa: 3 })).toBe(1);
  expect(peakReplicas({ lambdaPerSecond: 1, sigma: 1.5, kappa: 0 })).toBe(1);
});

test('exactly as many replicas as carry the rate are enough', () => {
  expect(leastReplicas(NOTHING_LOST, 1500)).toBe(3);
  expect(leastReplicas(NOTHING_LOST, 1500.1)).toBe(4);
  expect(leastReplicas(NOTHING_LOST, 0)).toBe(1);
});

test('a rate above the peak, or above what contention leaves, takes more replicas than there are', () => {
  const peaked = { lambdaPerSecond: 100, sigma: 0.19, kappa: 0.01 };
  expect(uslRate(peaked, 9)).toBeCloseTo(900 / 3.24, 9);
  expect(leastReplicas(peaked, 277.7)).toBe(9);
  expect(leastReplicas(peaked, 277.8)).toBeNull();
  expect(leastReplicas(peaked, uslRate(peaked, 9))).toBe(9);
  // The peak of 112.5 is at one and a half replicas: neither one nor two carry 110.
  expect(leastReplicas({ lambdaPerSecond: 100, sigma: 0, kappa: 4 / 9 }, 105.8)).toBe(2);
  expect(leastReplicas({ lambdaPerSecond: 100, sigma: 0, kappa: 4 / 9 }, 110)).toBeNull();
  // Where both roots are negative.
  expect(leastReplicas({ lambdaPerSecond: 100, sigma: 0.79, kappa: 0.151 }, 350)).toBeNull();
  const contended = { lambdaPerSecond: 100, sigma: 0.1, kappa: 0 };
  expect(leastReplicas(contended, 990)).toBe(891);
  expect(leastReplicas(contended, 1000)).toBeNull();
});

test('the number of replicas is the first that a count from one up finds', () => {
  const coefficients = fc.record({
    lambdaPerSecond: fc.double({ min: 1, max: 1000, noNaN: true }),
    sigma: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 2, noNaN: true })),
    kappa: fc.oneof(fc.constant(0), fc.double({ min: 1e-4, max: 1, noNaN: true })),
  });
  fc.assert(
    fc.property(coefficients, fc.double({ min: 0.1, max: 30, noNaN: true }), (given, times) => {
      const rate = given.lambdaPerSecond * times;
      const least = leastReplicas(given, rate);
      const counted = Array.from({ length: 2000 }, (_, at) => at + 1).find(
        (replicas) => uslRate(given, replicas) >= rate * (1 - 1e-9),
      );
      if (counted !== undefined || least === null || least <= 2000) expect(least).toBe(counted ?? null);
    }),
    { numRuns: 2000 },
  );
});
