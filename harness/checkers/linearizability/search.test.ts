import { expect, test } from 'vitest';
import { intern } from './interning.ts';
import { counter, type CounterAction } from './objects/counter.ts';
import { kv, type KvAction } from './objects/kv.ts';
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

const append = (value: string): KvAction => ({ f: 'append', value });
const put = (value: string): KvAction => ({ f: 'put', value });
const get = (value: string): KvAction => ({ f: 'get', value });

test('a state beyond the next read is given up, unless a put can reset it', () => {
  const appends = ['a', 'b', 'c', 'd'].map((value): Line<KvAction> => [append(value), 0, 9]);
  const grown = searched(kv, [...appends, [get('dcbax'), 10, 11]]);
  expect(grown.progress).toBe('refuted');
  expect(grown.search.configurations).toBe(5);
  for (const [invokedNs, completedNs] of [
    [8, 12],
    [11, 12],
    [13, 14],
    [8, Infinity],
    [13, Infinity],
  ] as const) {
    const reset = searched(kv, [...appends, [put('z'), invokedNs, completedNs], [get('z'), 10, 13]]);
    expect(reset.progress).toBe('linearizable');
  }
  for (const completedNs of [15, Infinity]) {
    const late = searched(kv, [...appends, [put('z'), 14, completedNs], [get('z'), 10, 13]]);
    expect(late.search.configurations).toBe(1);
  }
});

test('the first of the reads to come is looked at', () => {
  const lines: Line<KvAction>[] = [
    [append('a'), 0, 9],
    [append('b'), 0, 9],
    [get(''), 10, 11],
    [get('ab'), 10, 20],
  ];
  expect(searched(kv, lines).search.configurations).toBe(1);
});

test('counters grow too, unless something is taken off them', () => {
  const add = (amount: number): CounterAction => ({ f: 'add', amount });
  const see = (amount: number): CounterAction => ({ f: 'read', amount });
  const adds = [1, 2, 4].map((amount): Line<CounterAction> => [add(amount), 0, 9]);
  const configurations = (...lines: Line<CounterAction>[]): number =>
    searched(counter, [...adds, ...lines]).search.configurations;
  expect(configurations([see(0), 10, 11])).toBe(1);
  expect(configurations([see(1), 10, 11])).toBe(2);
  expect(configurations([see(1), 10, 11], [add(0), 0, Infinity])).toBe(2);
  expect(configurations([see(8), 10, 11])).toBe(8);
  expect(searched(counter, [...adds, [add(-7), 0, 9], [see(0), 10, 11]]).progress).toBe('linearizable');
});

test('two operations in doubt, of which the second hides the first, are not used both', () => {
  const lines: Line<RegisterAction>[] = [
    [write('1'), 0, Infinity],
    [write('2'), 0, Infinity],
    [read('x'), 1, 2],
  ];
  expect(searched(casRegister, lines).search.configurations).toBe(3);
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
  // 52 moves lead from a set of writes, and the last of them, to a larger one; each is made and taken back once.
  expect(steps).toBe(2 * 52);
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
