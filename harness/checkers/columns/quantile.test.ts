import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { nearestRank } from './quantile.ts';

test('the quantile is a value that was measured, never one between two', () => {
  expect([0, 0.25, 0.5, 0.51, 0.99, 1].map((fraction) => nearestRank([40, 10, 30, 20], fraction))).toEqual([
    10, 10, 20, 30, 40, 40,
  ]);
});

test('a fraction that is no binary number finds its own rank, and not the next', () => {
  const values = Array.from({ length: 100 }, (_, at) => at + 1);
  expect([0.07, 0.56, 0.99].map((fraction) => nearestRank(values, fraction))).toEqual([7, 56, 99]);
});

test('of nothing there is no quantile', () => {
  expect(nearestRank([], 0.5)).toBeNull();
});

test('at least the fraction of the values is no greater than the quantile', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer(), { minLength: 1 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (values, fraction) => {
        const quantile = nearestRank(values, fraction)!;
        expect(values.filter((value) => value <= quantile).length).toBeGreaterThanOrEqual(
          fraction * values.length,
        );
        expect(values).toContain(quantile);
      },
    ),
  );
});
