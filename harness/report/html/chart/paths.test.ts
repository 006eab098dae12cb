import { expect, test } from 'vitest';
import { alone, areaPath, dotsPath, linePath } from './paths.ts';

const broken = [
  [0, 10],
  [5, 20.04],
  [6, null],
  [7, 30],
  [8, null],
  [9, 1],
  [10, 2],
] as const;

test('breaks a line where a value is missing', () => {
  expect(linePath(broken, 'line')).toBe('M0,10L5,20M7,30ZM9,1L10,2');
});

test('draws a step at the next value, never halfway', () => {
  expect(linePath(broken.slice(0, 2), 'step')).toBe('M0,10L5,10L5,20');
});

test('finds the values that no line reaches', () => {
  expect(alone(broken)).toEqual([[7, 30]]);
  expect(alone([[1, 2]])).toEqual([[1, 2]]);
  expect(alone([])).toEqual([]);
});

test('draws dots as lines without length, and none for a gap', () => {
  expect(dotsPath(broken.slice(0, 3))).toBe('M0.0,10.0h0M5.0,20.0h0');
});

test('breaks an area where the interval is missing', () => {
  const spans = [
    { x: 0, span: [9, 1] },
    { x: 1, span: [8, 2] },
    { x: 2, span: null },
    { x: 3, span: [7, 3] },
    { x: 4, span: [7, 2] },
  ] as const;
  expect(areaPath(spans, 'line')).toBe('M0,1L1,2L1,8L0,9ZM3,3L4,2L4,7L3,7Z');
  expect(areaPath([], 'line')).toBe('');
});
