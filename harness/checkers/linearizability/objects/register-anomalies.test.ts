import { expect, test } from 'vitest';
import type { ObservedCall } from '../object.ts';
import { diagnoseRegister } from './register-anomalies.ts';
import type { RegisterAction } from './register.ts';

type Line = readonly [action: RegisterAction, invokedNs: number, completedNs: number];

const diagnosis = (...lines: Line[]): string | null => {
  const calls = lines.map(([action, invokedNs, completedNs], index): ObservedCall<RegisterAction> => ({
    index,
    action,
    invokedNs,
    completedNs,
    replica: null,
  }));
  const found = diagnoseRegister(calls, calls);
  return found && `${found.anomaly} ${found.calls.map(({ index }) => index).join(' ')}`;
};
const write = (value: string): RegisterAction => ({ f: 'write', value });
const read = (value: string): RegisterAction => ({ f: 'read', value });
const cas = (from: string, to: string, done: boolean | null = true): RegisterAction => ({
  f: 'cas',
  from,
  to,
  done,
});

test('a value that nothing left behind comes from nowhere; one in doubt may have', () => {
  expect(diagnosis([read('1'), 0, 1])).toBe('read-from-nowhere 0');
  expect(diagnosis([cas('1', '2'), 0, 1])).toBe('read-from-nowhere 0');
  expect(diagnosis([cas('1', '1'), 0, 1])).toBe('read-from-nowhere 0');
  expect(diagnosis([cas('0', '1', false), 0, 1], [read('1'), 2, 3])).toBe('read-from-nowhere 1');
  expect(diagnosis([cas('0', '1', null), 0, Infinity], [read('1'), 2, 3])).toBeNull();
  expect(diagnosis([read('null'), 0, 1])).toBeNull();
});

test('a value whose every write began after the read ended comes from the future', () => {
  expect(diagnosis([read('1'), 0, 1], [write('1'), 2, 3])).toBe('future-read 1 0');
  expect(diagnosis([read('1'), 0, 1], [write('1'), 1, 3])).toBeNull();
  expect(diagnosis([write('1'), 0, 9], [read('1'), 0, 1], [write('1'), 2, 3])).toBeNull();
});

test('a value overwritten before the read began is stale', () => {
  expect(diagnosis([write('1'), 0, 1], [write('2'), 2, 3], [read('1'), 4, 5])).toBe('stale-read 0 1 2');
  expect(diagnosis([write('1'), 0, 1], [cas('1', '2'), 2, 3], [read('1'), 4, 5])).toBe('stale-read 0 1 2');
  expect(diagnosis([write('2'), 2, 3], [read('null'), 4, 5])).toBe('stale-read 0 1');
});

test('the latest overwriting and the newest write of the value are shown', () => {
  const lines: Line[] = [
    [write('1'), 0, 1],
    [write('1'), 0, 2],
    [write('2'), 3, 4],
    [write('3'), 5, 6],
    [write('2'), 4, 6],
    [read('1'), 7, 8],
  ];
  expect(diagnosis(...lines)).toBe('stale-read 1 3 5');
});

test('a value is not called stale when it may have been written after the overwriting, or that after the read', () => {
  const first: Line = [write('1'), 0, 1];
  expect(diagnosis(first, [write('2'), 1, 3], [read('1'), 4, 5])).toBeNull();
  expect(diagnosis(first, [write('2'), 2, 4], [read('1'), 4, 5])).toBeNull();
  expect(diagnosis(first, [write('2'), 2, 3], [write('1'), 3, 9], [read('1'), 4, 5])).toBeNull();
  expect(diagnosis(first, [write('2'), 2, 3], [write('1'), 2, Infinity], [read('1'), 4, 5])).toBeNull();
  expect(diagnosis(first, [write('1'), 2, 3], [read('1'), 4, 5])).toBeNull();
  expect(diagnosis(first, [cas('1', '2', false), 2, 3], [read('1'), 4, 5])).toBeNull();
  expect(diagnosis(first, [cas('7', '2', null), 2, 3], [read('1'), 4, 5])).toBeNull();
  expect(diagnosis(first, [read('1'), 2, 3], [read('1'), 4, 5])).toBeNull();
});

test('a value that was there once and was replaced twice is a lost update', () => {
  expect(diagnosis([write('1'), 0, 1], [cas('1', '2'), 2, 9], [cas('1', '3'), 2, 9])).toBe('lost-update 2 1');
  expect(diagnosis([cas('null', '2'), 2, 9], [cas('null', '3'), 2, 9])).toBe('lost-update 1 0');
});

test('a value that was written twice, put back, or not replaced by both, is no lost update', () => {
  const twice: Line[] = [
    [cas('1', '2'), 2, 9],
    [cas('1', '3'), 2, 9],
  ];
  expect(diagnosis([write('1'), 0, 1], [write('1'), 0, 9], ...twice)).toBeNull();
  expect(diagnosis([write('null'), 0, 9], [cas('null', '2'), 2, 9], [cas('null', '3'), 2, 9])).toBeNull();
  expect(diagnosis([write('1'), 0, 1], [cas('1', '1'), 2, 9], [cas('1', '3'), 2, 9])).toBeNull();
  expect(diagnosis([write('1'), 0, 1], [cas('1', '2', null), 2, 9], [cas('1', '3'), 2, 9])).toBeNull();
  expect(diagnosis([write('1'), 0, 1], [cas('1', '2'), 2, 9], [read('1'), 2, 9])).toBeNull();
  expect(
    diagnosis([write('1'), 0, 1], [write('5'), 0, 1], [cas('1', '2'), 2, 9], [cas('5', '3'), 2, 9]),
  ).toBeNull();
});

test('the call that ended first is told first', () => {
  expect(diagnosis([read('7'), 4, 5], [read('8'), 0, 3])).toBe('read-from-nowhere 1');
});
