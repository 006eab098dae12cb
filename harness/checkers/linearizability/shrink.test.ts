import { expect, test } from 'vitest';
import type { Limits } from '../model.ts';
import type { ObservedCall } from './object.ts';
import { kv, type KvAction } from './objects/kv.ts';
import { casRegister, type RegisterAction } from './objects/register.ts';
import { shrunken } from './shrink.ts';

const NO_LIMITS: Limits = { isOver: () => false, memoryBytes: 1e9 };

type Line<Action> = readonly [action: Action, invokedNs: number, completedNs: number];
const callsOf = <Action>(lines: readonly Line<Action>[]): ObservedCall<Action>[] =>
  lines.map(([action, invokedNs, completedNs], index) => ({
    index,
    action,
    invokedNs,
    completedNs,
    replica: null,
  }));
const shrunk = (lines: readonly Line<RegisterAction>[], limits = NO_LIMITS): string[] =>
  shrunken(casRegister, callsOf(lines), limits).map(
    ({ index, action, completedNs }) =>
      `${index} ${casRegister.tell(action)}${completedNs === Infinity ? ' …' : ''}`,
  );

const write = (value: string): RegisterAction => ({ f: 'write', value });
const read = (value: string): RegisterAction => ({ f: 'read', value });
const cas = (from: string, to: string, done: boolean | null): RegisterAction => ({
  f: 'cas',
  from,
  to,
  done,
});

test('what came after the first end that refutes it is cut off; a call under way then has no answer', () => {
  const lines: Line<RegisterAction>[] = [
    [write('1'), 0, 1],
    [cas('1', '5', true), 2, 9],
    [read('1'), 2, 7],
    [read('7'), 3, 4],
    [write('6'), 4, 8],
    [write('8'), 5, 6],
    [read('9'), 10, 11],
  ];
  expect(shrunk(lines)).toEqual(['3 read 7']);
});

test('a write under way at the cut stays, in doubt', () => {
  const lines: Line<RegisterAction>[] = [
    [write('1'), 0, 9],
    [read('1'), 2, 3],
    [read('null'), 4, 5],
    [write('2'), 4, 8],
  ];
  expect(shrunk(lines)).toEqual(['0 write 1 …', '1 read 1', '2 read null']);
});

test('reads that are not needed are left out, wherever they stand', () => {
  const lines: Line<RegisterAction>[] = [
    [write('1'), 0, 1],
    [read('1'), 2, 3],
    [read('1'), 4, 5],
    [write('2'), 6, 20],
    [read('2'), 8, 9],
    [cas('7', '1', false), 10, 11],
    [read('2'), 12, 13],
    [read('1'), 14, 15],
  ];
  expect(shrunk(lines)).toEqual(['0 write 1', '3 write 2 …', '6 read 2', '7 read 1']);
});

test('values that are not needed are left out with all that compare-and-set connects to them', () => {
  const lines: Line<RegisterAction>[] = [
    [write('5'), 0, 1],
    [cas('5', '6', true), 2, 3],
    [read('6'), 4, 5],
    [write('1'), 6, 7],
    [write('2'), 8, 9],
    [read('1'), 10, 11],
  ];
  expect(shrunk(lines)).toEqual(['3 write 1', '4 write 2', '5 read 1']);
});

test('no value is left out where a refused compare-and-set is needed, which any value may have refused', () => {
  const lines: Line<RegisterAction>[] = [
    [write('5'), 0, 1],
    [write('1'), 2, 3],
    [cas('1', '9', false), 4, 5],
  ];
  expect(shrunk(lines)).toEqual(['0 write 5', '1 write 1', '2 refused cas 1 → 9']);
});

test('a compare-and-set in doubt connects its values, and goes with them', () => {
  const lines: Line<RegisterAction>[] = [
    [cas('5', '6', null), 0, Infinity],
    [write('5'), 1, 2],
    [read('6'), 3, 4],
    [write('1'), 5, 6],
    [read('null'), 7, 8],
  ];
  expect(shrunk(lines)).toEqual(['3 write 1', '4 read null']);
});

test('texts that are appended to keep all that was appended', () => {
  const append = (value: string): KvAction => ({ f: 'append', value });
  const calls = callsOf<KvAction>([
    [append('a'), 0, 1],
    [append('b'), 2, 3],
    [{ f: 'get', value: 'ab' }, 4, 5],
    [{ f: 'get', value: 'a' }, 6, 7],
    [append('c'), 7, 9],
    [append('d'), 8, 9],
  ]);
  expect(shrunken(kv, calls, NO_LIMITS).map(({ index }) => index)).toEqual([0, 1, 3, 4]);
});

test('what the limits leave undecided is not left out', () => {
  const lines: Line<RegisterAction>[] = [
    [write('1'), 0, 1],
    [read('1'), 2, 3],
    [read('7'), 4, 5],
  ];
  expect(shrunk(lines, { isOver: () => true, memoryBytes: 1 })).toEqual([
    '0 write 1',
    '1 read 1',
    '2 read 7',
  ]);
});
