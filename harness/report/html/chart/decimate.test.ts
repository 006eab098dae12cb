import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PlotPoint } from './decimate.ts';
import { decimate } from './decimate.ts';

const points = (gapWeight: number): fc.Arbitrary<PlotPoint[]> => {
  const y = fc.oneof(
    { weight: gapWeight, arbitrary: fc.constant(null) },
    { weight: 5, arbitrary: fc.integer({ min: -50, max: 50 }) },
  );
  const point = fc.tuple(fc.integer({ min: 0, max: 400 }), y);
  return fc.array(point, { maxLength: 300 }).map((list) => list.toSorted(([left], [right]) => left - right));
};
const most = fc.integer({ min: 6, max: 60 });
const heights = (list: readonly PlotPoint[]): number[] => list.flatMap(([, y]) => (y === null ? [] : [y]));

test('keeps no more than it may, all of them from the line and in its order', () => {
  fc.assert(
    fc.property(points(1), most, (all, limit) => {
      const kept = decimate(all, limit);
      expect(kept.length).toBeLessThanOrEqual(limit);
      const places = kept.map((point) => all.indexOf(point));
      expect(places).toEqual([...new Set(places)].toSorted((left, right) => left - right));
      expect(places).not.toContain(-1);
    }),
  );
});

test('keeps the extremes and the ends of the whole line', () => {
  fc.assert(
    fc.property(points(1), most, (all, limit) => {
      const [before, after] = [heights(all), heights(decimate(all, limit))];
      expect(Math.max(...after)).toBe(Math.max(...before));
      expect(Math.min(...after)).toBe(Math.min(...before));
      expect([after.at(0), after.at(-1)]).toEqual([before.at(0), before.at(-1)]);
    }),
  );
});

test('leaves a line that is short enough as it is', () => {
  fc.assert(
    fc.property(points(1), (all) => {
      expect(decimate(all, Math.max(6, all.length))).toEqual(all);
    }),
  );
});

test('keeps a single spike among a hundred thousand values, and uses the room it has', () => {
  const all = Array.from({ length: 100_000 }, (_, at): PlotPoint => [at, at === 54_321 ? 900 : at % 7]);
  const kept = decimate(all, 600);
  expect(kept).toContainEqual([54_321, 900]);
  expect(kept.length).toBeGreaterThan(500);
  expect(kept.length).toBeLessThanOrEqual(600);
});

test('takes the last point into the last stretch, so that it does not keep one too many', () => {
  const stretch = [1, 9, -9, 2, 2, 2, 2, 3];
  const all = [...stretch, ...stretch].map((y, x): PlotPoint => [x, y]);
  expect(decimate(all, 8).map(([x]) => x)).toEqual([0, 1, 2, 7, 8, 9, 10, 15]);
});

test('keeps a gap as a gap', () => {
  const all = Array.from({ length: 10_000 }, (_, at): PlotPoint => [at, at >= 4000 && at < 6000 ? null : 1]);
  const kept = decimate(all, 600);
  const gaps = kept.flatMap(([x, y]) => (y === null ? [x] : []));
  expect([gaps.at(0), gaps.at(-1)]).toEqual([4000, 5999]);
  expect(kept.some(([x, y]) => x > 4000 && x < 5999 && y !== null)).toBe(false);
});

test('thins points that all stand at one place', () => {
  const all = Array.from({ length: 100 }, (_, at): PlotPoint => [5, at]);
  expect(decimate(all, 10)).toEqual([
    [5, 0],
    [5, 99],
  ]);
});
