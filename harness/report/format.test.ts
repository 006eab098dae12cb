import { expect, test } from 'vitest';
import { byName, counted, duration, figure, percent } from './format.ts';

test('reads durations in the unit a person would choose', () => {
  expect([0, 3.21, 840, 999.7, 2130, 99_949, 185_000].map(duration)).toEqual([
    '0 ms',
    '3.2 ms',
    '840 ms',
    '1.0 s',
    '2.1 s',
    '99.9 s',
    '3 min 05 s',
  ]);
});

test('sets thousands apart from five digits on and leaves fractions alone', () => {
  expect([414, 9999, 12_345, 1_234_567, 0.25].map(figure)).toEqual([
    '414',
    '9999',
    '12,345',
    '1,234,567',
    '0.25',
  ]);
});

test('has no share of nothing', () => {
  expect([percent(1, 3), percent(0, 0)]).toEqual(['33.3 %', '–']);
});

test('says one thing in the singular', () => {
  expect([counted(1, 'call'), counted(0, 'call')]).toEqual(['1 call', '0 calls']);
});

test('sorts b-10 after b-2', () => {
  expect(['b-10', 'b-2', 'b-1'].toSorted(byName)).toEqual(['b-1', 'b-2', 'b-10']);
});
