import { expect, test } from 'vitest';
import { chanceOfShare, leastMedian } from './exact-tests.ts';

test('the chance of a share is that of the lady who tasted tea (Fisher 1935)', () => {
  expect(chanceOfShare({ hits: 4, tries: 4 }, { hits: 0, tries: 4 })).toBeCloseTo(1 / 70, 12);
  expect(chanceOfShare({ hits: 3, tries: 4 }, { hits: 1, tries: 4 })).toBeCloseTo(17 / 70, 12);
});

test('no hits at all are certain to be no more than chance', () => {
  expect(chanceOfShare({ hits: 0, tries: 100 }, { hits: 0, tries: 200 })).toBeCloseTo(1, 9);
  expect(chanceOfShare({ hits: 0, tries: 0 }, { hits: 0, tries: 0 })).toBe(1);
});

test('many hits of one alone are no chance', () => {
  expect(chanceOfShare({ hits: 20, tries: 400 }, { hits: 0, tries: 800 })).toBeLessThan(1e-9);
});

test('the bound is the value that the sign test gives', () => {
  // P(Bin(10, 1/2) <= 1) = 11/1024.
  const values = [9, 3, 5, 1, 7, 10, 2, 8, 4, 6];
  expect(leastMedian(values, 0.0108)).toBe(2);
  expect(leastMedian(values, 0.0107)).toBe(1);
});

test('a few values bound no median', () => {
  expect(leastMedian([], 0.1)).toBeNull();
  expect(leastMedian([1, 2, 3], 1e-6)).toBeNull();
});

test('for an even draw the bound is below the median nearly always', () => {
  let state = 1;
  const draw = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  const over = Array.from({ length: 2000 }, () => leastMedian(Array.from({ length: 60 }, draw), 0.01)).filter(
    (bound) => bound !== null && bound > 0.5,
  );
  expect(over.length).toBeLessThan(40);
});
