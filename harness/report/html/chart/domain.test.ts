import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Axis } from '../../../checkers/chart.ts';
import { positionOf, xDomain, yDomain } from './domain.ts';

const LINEAR: Axis = { label: '', unit: '', scale: 'linear' };
const LOG: Axis = { label: '', unit: '', scale: 'log' };
const y = (axis: Axis, values: number[], marks: number[] = []) => yDomain(axis, values, { marks, ticks: 5 });

test('has no domain without a value', () => {
  expect(xDomain(LINEAR, [], [3])).toBeNull();
  expect(y(LOG, [])).toBeNull();
});

test('begins a linear y axis at zero, so that heights can be compared', () => {
  expect(y(LINEAR, [480, 497])).toEqual([0, 500]);
  expect(y(LINEAR, [-7, -3])).toEqual([-7, 0]);
  expect(y(LINEAR, [-1, 9])).toEqual([-2, 10]);
});

test('takes x as it is', () => {
  expect(xDomain(LINEAR, [13, 4, 7], [])).toEqual([4, 13]);
});

test('ends a logarithmic y axis at 1, 2 or 5 times a power of ten', () => {
  expect(y(LOG, [2.1, 180])).toEqual([2, 200]);
  expect(y(LOG, [0.03, 0.5])).toEqual([0.02, 0.5]);
  expect(y(LOG, [1000, 1001])).toEqual([1000, 2000]);
});

test('makes room for a single value', () => {
  expect(xDomain(LINEAR, [4], [])).toEqual([2, 6]);
  expect(xDomain(LINEAR, [0], [])).toEqual([0, 1]);
  expect(xDomain(LOG, [4], [])).toEqual([2, 8]);
  expect(y(LINEAR, [0, 0])).toEqual([0, 1]);
});

test('reaches for a mark near the data, and not for one that would flatten it', () => {
  expect(y(LINEAR, [80, 120], [250])).toEqual([0, 250]);
  expect(y(LINEAR, [80, 120], [301])).toEqual([0, 120]);
  expect(xDomain(LINEAR, [10, 20], [-6])).toEqual([10, 20]);
  expect(xDomain(LINEAR, [10, 20], [-5])).toEqual([-5, 20]);
  expect(y(LOG, [10, 100], [2000])).toEqual([10, 2000]);
  expect(y(LOG, [10, 100], [4000])).toEqual([10, 100]);
});

test('reaches for every mark when the data has no extent of its own', () => {
  expect(y(LINEAR, [0, 0], [0.01])).toEqual([0, 0.01]);
});

test('has a finite place between the ends for every value of any data', () => {
  const value = fc.oneof(
    fc.double({ min: 1e-100, max: 1e100, noNaN: true }),
    fc.constantFrom(1e-100, 1, 1 + 1e-15, 1e100),
  );
  fc.assert(
    fc.property(fc.array(value, { minLength: 1 }), fc.constantFrom(LINEAR, LOG), (values, axis) => {
      for (const domain of [xDomain(axis, values, []), y(axis, values)]) {
        const at = positionOf(axis, domain!, [0, 1000]);
        for (const one of values) {
          expect(at(one)).toBeGreaterThanOrEqual(-1e-6);
          expect(at(one)).toBeLessThanOrEqual(1000 + 1e-6);
        }
      }
    }),
  );
});
