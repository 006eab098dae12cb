import { expect, test } from 'vitest';
import { shareInterval } from './share-interval.ts';

test('has the exact interval at both ends and in the middle', () => {
  const [low, high] = shareInterval(5, 10, 0.95);
  expect([low.toFixed(4), high.toFixed(4)]).toEqual(['0.1871', '0.8129']);
  expect(shareInterval(0, 10, 0.95)[0]).toBe(0);
  expect(shareInterval(10, 10, 0.95)[1]).toBe(1);
});

test('none of n bounds the share at about 3.7 ÷ n, and nothing seen bounds nothing', () => {
  expect(shareInterval(0, 10_000, 0.95)[1]).toBeCloseTo(-Math.log(0.025) / 10_000, 6);
  expect(shareInterval(0, 0, 0.95)).toEqual([0, 1]);
});
