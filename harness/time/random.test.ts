import { expect, test } from 'vitest';
import { randomFrom } from './random.ts';

const draws = (seed: string): number[] => {
  const random = randomFrom(seed);
  return Array.from({ length: 20 }, () => random.below(1000));
};

test('the same seed makes the same choices', () => {
  expect(draws('7f3a91')).toEqual(draws('7f3a91'));
  expect(draws('7f3a91')).not.toEqual(draws('7f3a92'));
});

test('a shuffle keeps every item and leaves its argument alone', () => {
  const items = [1, 2, 3, 4, 5, 6, 7, 8];
  const shuffled = randomFrom('1').shuffle(items);
  expect(items).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(shuffled).not.toEqual(items);
  expect(shuffled.toSorted((a, b) => a - b)).toEqual(items);
});

test('every number below the bound is drawn', () => {
  const random = randomFrom('ffffffff');
  expect(new Set(Array.from({ length: 200 }, () => random.below(3)))).toEqual(new Set([0, 1, 2]));
});
