import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { fitting, spread, widthPx } from './fitting.ts';

test('takes a text for wider the more characters it has, and characters of the Far East for twice as wide', () => {
  expect(widthPx('')).toBe(0);
  expect(widthPx('warm-up')).toBe(45);
  expect(widthPx('分')).toBe(widthPx('ab'));
});

test('shows only texts with the gap between any two, preferring those named first', () => {
  const extents = [
    { from: 0, to: 10 },
    { from: 12, to: 20 },
    { from: 13, to: 25 },
    { from: -20, to: -3 },
    { from: -20, to: -2 },
  ];
  expect(fitting(extents, 3)).toEqual([true, false, true, true, false]);
});

const options = { heightPx: 14, mostPx: 8, limits: { from: 0, to: 200 } };

test('moves labels apart, in the order of the lines they name', () => {
  expect(spread([100, 20, 92], options)).toEqual([106, 20, 92]);
});

test('moves labels back from the edge', () => {
  expect(spread([200, 194], options)).toEqual([200, 186]);
});

test('gives up when a label would stand far from its line', () => {
  expect(spread([100, 100, 100], options)).toBeNull();
});

test('never lets labels overlap, leave the limits or stand far from their lines', () => {
  const wanted = fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 8 });
  fc.assert(
    fc.property(wanted, (list) => {
      const placed = spread(list, options);
      if (placed === null) return;
      const sorted = placed.toSorted((left, right) => left - right);
      expect(sorted.every((px, at) => at === 0 || px - sorted[at - 1]! >= 14)).toBe(true);
      expect(placed.every((px, at) => px >= 0 && px <= 200 && Math.abs(px - list[at]!) <= 8)).toBe(true);
    }),
  );
});
