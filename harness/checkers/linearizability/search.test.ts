import { expect, test } from 'vitest';
import { intern } from './interning.ts';
import { kv } from './objects/kv.ts';
import { casRegister, type RegisterAction } from './objects/register.ts';
import { type Progress, Search } from './search.ts';
import type { Call, Specification } from './specification.ts';
import { timelineOf } from './timeline.ts';

type Line<Action> = readonly [action: Action, invokedNs: number, completedNs: number];

const callsOf = <Action>(lines: readonly Line<Action>[]): Call<Action>[] =>
  lines.map(([action, invokedNs, completedNs], index) => ({ index, action, invokedNs, completedNs }));

function searched<State, Action>(
  specification: Specification<State, Action>,
  lines: readonly Line<Action>[],
): { progress: Progress; search: Search } {
  const calls = callsOf(lines);
  const search = new Search(intern(specification, calls), timelineOf(calls));
  return { progress: search.run(1e6, 1e9), search };
}

const write = (value: string): RegisterAction => ({ f: 'write', value });
const read = (value: string): RegisterAction => ({ f: 'read', value });
const cas = (from: string, to: string, done: boolean | null = null): RegisterAction => ({
  f: 'cas',
  from,
  to,
  done,
});

test('reads that are legal at once are not searched for', () => {
  const reads = Array.from({ length: 8 }, (): Line<RegisterAction> => [read('null'), 0, 9]);
  const { progress, search } = searched(casRegister, reads);
  expect(progress).toBe('linearizable');
  expect(search.configurations).toBe(0);
});

test('configurations that were seen are not searched again', () => {
  // Eight writes in any order, and a read of none of them: 2⁸ sets with the last of each, and not 8! orders.
  const writes = Array.from({ length: 8 }, (_, value): Line<RegisterAction> => [write(String(value)), 0, 9]);
  const { progress, search } = searched(casRegister, [...writes, [read('x'), 10, 11]]);
  expect(progress).toBe('refuted');
  expect(search.configurations).toBe(1 + 8 * 2 ** 7);
});

test('operations in doubt of one action are used in the order of their calls', () => {
  const doubtful = Array.from({ length: 6 }, (): Line<RegisterAction> => [write('1'), 0, Infinity]);
  const flips = Array.from({ length: 3 }, (_, at): Line<RegisterAction>[] => [
    [read('1'), 10 * at + 1, 10 * at + 2],
    [write('2'), 10 * at + 3, 10 * at + 4],
  ]).flat();
  const { progress, search } = searched(casRegister, [...doubtful, ...flips, [read('x'), 90, 91]]);
  expect(progress).toBe('refuted');
  expect(search.configurations).toBeLessThan(12);
});

test('an operation in doubt that changes nothing, or nothing that is seen, is not used', () => {
  const nothing: Line<RegisterAction>[] = [
    [cas('5', '6'), 0, Infinity],
    [cas('null', 'null'), 0, Infinity],
    [read('x'), 1, 2],
  ];
  expect(searched(casRegister, nothing).search.configurations).toBe(1);
  const unseen: Line<RegisterAction>[] = [
    [write('1'), 0, Infinity],
    [write('2'), 1, 2],
    [read('x'), 3, 4],
  ];
  // At the start, after the write in doubt, after the required one, and after both in the other order.
  expect(searched(casRegister, unseen).search.configurations).toBe(4);
});

test('a state beyond the next read is given up, unless a put can reset it', () => {
  const append = (value: string) => ({ f: 'append' as const, value });
  const get = (value: string) => ({ f: 'get' as const, value });
  const appends = ['a', 'b', 'c', 'd'].map((value): Line<ReturnType<typeof append>> => [append(value), 0, 9]);
  const grown = searched(kv, [...appends, [get('dcbax'), 10, 11]]);
  expect(grown.progress).toBe('refuted');
  expect(grown.search.configurations).toBe(5);
  const put = { f: 'put' as const, value: 'dcbax' };
  expect(searched(kv, [...appends, [put, 8, 12], [get('dcbax'), 10, 13]]).progress).toBe('linearizable');
  expect(searched(kv, [...appends, [put, 8, Infinity], [get('dcbax'), 10, 13]]).progress).toBe(
    'linearizable',
  );
  expect(searched(kv, [...appends, [put, 14, Infinity], [get('dcbax'), 10, 13]]).search.configurations).toBe(
    5,
  );
  expect(searched(kv, [...appends, [put, 14, 15], [get('dcbax'), 10, 13]]).search.configurations).toBe(5);
});

test('the furthest order is told, with those in doubt, and the operation that it cannot pass', () => {
  const { progress, search } = searched(casRegister, [
    [write('1'), 0, 1],
    [write('2'), 2, Infinity],
    [read('2'), 3, 4],
    [read('2'), 5, 6],
    [read('1'), 7, 8],
    [write('9'), 9, 10],
  ]);
  expect(progress).toBe('refuted');
  expect(search.furthest).toEqual({ prefix: [0, 1, 2, 3], blocking: 4 });
});

test('the order that came furthest is kept, not the one that was tried last', () => {
  const { search } = searched(casRegister, [
    [write('1'), 0, 9],
    [write('2'), 0, 9],
    [read('1'), 10, 11],
    [read('3'), 12, 13],
  ]);
  expect(search.furthest).toEqual({ prefix: [1, 0, 2], blocking: 3 });
});

test('a search can be paused after each step and gone on with', () => {
  const writes = Array.from({ length: 4 }, (_, value): Line<RegisterAction> => [write(String(value)), 0, 9]);
  const calls = callsOf<RegisterAction>([...writes, [read('x'), 10, 11]]);
  const search = new Search(intern(casRegister, calls), timelineOf(calls));
  let steps = 0;
  while (search.run(1, 1e9) === 'paused') steps += 1;
  const whole = searched(casRegister, [...writes, [read('x'), 10, 11] as const]);
  expect(search.configurations).toBe(whole.search.configurations);
  expect(steps).toBeGreaterThan(search.configurations);
  expect(search.run(1, 1e9)).toBe('refuted');
});

test('what it remembers, states included, counts as memory', () => {
  const calls = callsOf<RegisterAction>([
    [write('x'.repeat(1e5)), 0, 1],
    [read('y'), 2, 3],
  ]);
  const search = new Search(intern(casRegister, calls), timelineOf(calls));
  expect(search.run(1e3, 1e5)).toBe('full');
  expect(search.bytes).toBeGreaterThan(2e5);
  expect(search.run(1e3, 1e9)).toBe('refuted');
});
