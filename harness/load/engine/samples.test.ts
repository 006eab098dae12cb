import { expect, test } from 'vitest';
import {
  forEachSample,
  isMissed,
  isRight,
  keyOf,
  missedKeyOf,
  NOBODY,
  partsOf,
  SampleBatch,
} from './samples.ts';

const all = (numbers: Uint32Array): number[][] => {
  const found: number[][] = [];
  forEachSample(numbers, (...sample) => found.push(sample));
  return found;
};

test('samples come out as they went in, once, in whole microseconds', () => {
  const batch = new SampleBatch(3);
  batch.add(1, 7, 10.9, 2);
  batch.add(2, 8, 5e9, 0);
  expect(all(batch.take())).toEqual([
    [1, 7, 10, 2],
    [2, 8, 2 ** 32 - 1, 0],
  ]);
  expect(all(batch.take())).toEqual([]);
});

test('a batch says when nothing more goes in', () => {
  const batch = new SampleBatch(2);
  batch.add(0, 0, 0, 0);
  expect(batch.isFull).toBe(false);
  batch.add(0, 0, 0, 0);
  expect(batch.isFull).toBe(true);
  batch.take();
  expect(batch.isFull).toBe(false);
});

test('a key tells call, replica, status and rightness, whatever the others are', () => {
  for (const call of [0, 1, 63])
    for (const replica of [0, 15, NOBODY])
      for (const statusClass of [0, 1, 5])
        for (const right of [true, false]) {
          const key = keyOf(call, replica, statusClass, right);
          expect(partsOf(key)).toEqual({ call, replica, statusClass });
          expect(isRight(key)).toBe(right);
          expect(isMissed(key)).toBe(false);
        }
});

test('a missed arrival is of its call, and never right', () => {
  const key = missedKeyOf(5);
  expect(partsOf(key).call).toBe(5);
  expect(isMissed(key)).toBe(true);
  expect(isRight(key)).toBe(false);
});
