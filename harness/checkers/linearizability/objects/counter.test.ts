import { expect, test } from 'vitest';
import { counter } from './counter.ts';
import { diagnosed, op } from '../test/diagnosed.ts';

test('a counter’s reads are held against all sums that are possible', () => {
  const add = (amount: number) => ({ f: 'add' as const, amount });
  const read = (amount: number) => ({ f: 'read' as const, amount });
  expect(counter.parse(op('add', { input: 2, output: 2 }))).toEqual(add(2));
  expect(counter.parse(op('add', { input: 2, outcome: 'fail' }))).toBeNull();
  expect(counter.parse(op('read', { output: 2, outcome: 'info' }))).toBeNull();
  expect(counter.parse(op('start', { process: 'nemesis' }))).toBeNull();
  expect(() => counter.parse(op('read', { output: '2' }))).toThrow('a whole number');
  expect([counter.tell(add(2)), counter.tell(read(2))]).toEqual(['add 2', 'read 2']);
  expect([counter.unanswered(add(2)), counter.unanswered(read(2))]).toEqual([add(2), null]);
  expect(counter.actionKey(add(2))).not.toBe(counter.actionKey(read(2)));
  expect(
    diagnosed(counter, [
      [add(2), 0, 1],
      [read(1), 2, 3],
    ]),
  ).toBe('lost-update 1');
  expect(
    diagnosed(counter, [
      [add(2), 0, 2],
      [read(0), 2, 3],
    ]),
  ).toBeNull();
  expect(
    diagnosed(counter, [
      [add(2), 0, 1],
      [read(3), 2, 3],
    ]),
  ).toBe('over-count 1');
  expect(
    diagnosed(counter, [
      [read(2), 0, 1],
      [add(2), 1, 3],
    ]),
  ).toBeNull();
  expect(
    diagnosed(counter, [
      [read(2), 0, 1],
      [add(2), 2, 3],
    ]),
  ).toBe('over-count 0');
  expect(
    diagnosed(counter, [
      [add(-1), 0, 9],
      [add(1), 0, 9],
      [read(-1), 2, 3],
      [read(1), 2, 3],
    ]),
  ).toBeNull();
  expect(
    diagnosed(counter, [
      [add(-1), 0, 9],
      [add(1), 0, 9],
      [read(-2), 2, 3],
    ]),
  ).toBe('lost-update 2');
  expect(
    diagnosed(counter, [
      [add(-1), 0, 1],
      [read(0), 2, 3],
    ]),
  ).toBe('over-count 1');
  expect(
    diagnosed(counter, [
      [add(2), 0, 2],
      [read(2), 2, 3],
    ]),
  ).toBeNull();
});
