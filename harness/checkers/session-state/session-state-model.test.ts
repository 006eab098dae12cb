import { array, assert, boolean, constantFrom, nat, property, record } from 'fast-check';
import { expect, test } from 'vitest';
import { HistoryDefect } from '../../history/pair.ts';
import type { RecordedOperation } from '../../history/recorded.ts';
import { sessionStateModel } from './session-state-model.ts';
import { judged, op, statusOf, violationsIn } from '../auth/test/recorded.ts';

const model = sessionStateModel();
type Times = readonly [number, number];
const put = (state: unknown, at: Times, output: unknown, rest: Partial<RecordedOperation> = {}) =>
  op('put', at, { input: { state }, output, replica: 'b-1', ...rest });
const cas = (
  state: string,
  ifVersion: unknown,
  at: Times,
  output: unknown,
  rest: Partial<RecordedOperation> = {},
) => put(state, at, output, { input: { state, ifVersion }, ...rest });
const get = (at: Times, output: unknown, replica = 'b-2') => op('get', at, { output, replica });
const only = (ops: readonly RecordedOperation[]) => {
  const violations = violationsIn(model, ops);
  expect(violations).toHaveLength(1);
  return violations[0]!;
};

const step = record({
  f: constantFrom('put' as const, 'cas' as const, 'stale-cas' as const, 'get' as const),
  session: nat(1),
  before: nat(25),
  after: nat(25),
  isInfo: constantFrom(true, false, false),
  isFail: boolean(),
});

test('finds no fault in sessions that are one state with a version', { timeout: 60_000 }, () => {
  assert(
    property(array(step, { minLength: 1, maxLength: 40 }), (steps) => {
      const held = new Map<string, { state: string; version: number }>();
      const ops = steps.map(({ f, session, before, after, isInfo, isFail }, i) => {
        const [at, key] = [[i * 10 - before, i * 10 + after] as const, `s-${session}`];
        const current = held.get(key) ?? null;
        if (f === 'get') return { ...get(at, current), key };
        const version = current?.version ?? 0;
        const outcome = isInfo ? ('info' as const) : ('ok' as const);
        if (f === 'stale-cas')
          return cas(
            `w-${i}`,
            version + 1,
            at,
            { status: 409 },
            { key, outcome: isInfo ? 'info' : isFail ? 'fail' : 'ok' },
          );
        const written = { state: `w-${i}`, version: version + 1 };
        held.set(key, written);
        const rest = { key, outcome };
        return f === 'put'
          ? put(written.state, at, written, rest)
          : cas(written.state, version, at, written, rest);
      });
      expect(violationsIn(model, ops)).toEqual([]);
    }),
    { numRuns: 2_000 },
  );
});

const right = [
  put('a', [0, 5], { version: 1 }),
  get([10, 15], { state: 'a', version: 1 }),
  cas('b', 1, [20, 25], { version: 2 }, { replica: 'b-3' }),
  get([30, 35], { state: 'b', version: 2 }),
];

test('counts what it examined', () => {
  expect(judged(model, [...right, cas('c', 1, [40, 41], { conflict: true })])).toEqual({
    verdict: { status: 'valid', examined: 5 },
    summary: '2 writes and 3 looks at 1 session',
    evidence: [],
  });
});
test('names a stale read, the operations, and the replica that answered', () => {
  expect(only(right.with(3, get([30, 35], { state: 'a', version: 1 })))).toEqual({
    anomaly: 'stale-read',
    message:
      'the session: a version was read after a later write had returned: operation 2 (put, version 2 at b-3), then operation 3 (get, version 1 at b-2)',
    operations: [2, 3],
    culprits: ['b-2'],
    cause: 'b-2 answered from a copy (a cache, a lagging follower) that had not seen the write',
  });
});
test('finds that a dropped write was seen', () => {
  expect(only(right.toSpliced(2, 1))).toMatchObject({
    anomaly: 'read-from-nowhere',
    operations: [2],
    culprits: ['b-2'],
  });
  expect(only(right.toSpliced(0, 1))).toMatchObject({ anomaly: 'read-from-nowhere', operations: [0] });
});
test('finds swapped reads', () => {
  const [a, b] = [right[1]!, right[3]!];
  const swapped = right.with(1, { ...a, output: b.output }).with(3, { ...b, output: a.output });
  expect(only(swapped)).toMatchObject({ anomaly: 'future-read', operations: [1, 2] });
  expect(only(right.with(1, { ...a, output: b.output }))).toMatchObject({
    anomaly: 'future-read',
    operations: [1, 2],
    culprits: ['b-2'],
  });
});
test('finds a write that was lost, and the right condition that was refused', () => {
  expect(only([...right, cas('c', 1, [40, 45], { version: 3 })])).toMatchObject({
    anomaly: 'lost-update',
    operations: [4],
    culprits: ['b-1'],
  });
  expect(only([...right, put('c', [40, 45], { version: 2 })])).toMatchObject({
    anomaly: 'lost-update',
    operations: [2, 4],
  });
  expect(only([...right, cas('c', 2, [40, 45], { conflict: true })])).toMatchObject({
    anomaly: 'spurious-conflict',
    operations: [4],
    culprits: ['b-1'],
    cause: 'b-1 compared with a version that is not the stored one',
  });
});
test('finds a session that is gone, and a state with the version of another', () => {
  expect(only([...right, get([40, 45], null)])).toMatchObject({ anomaly: 'stale-read', operations: [0, 4] });
  expect(only([...right, get([40, 45], { state: 'a', version: 2 })])).toMatchObject({
    anomaly: 'torn-read',
    operations: [0, 4],
    cause: 'state and version are written, or read, in two steps',
  });
});
test('takes three answers for a conflict, and the fail of an unconditional write for none', () => {
  const conflicts = [
    cas('c', 2, [40, 45], { conflict: true }),
    cas('c', 2, [40, 45], { status: 409 }),
    cas('c', 2, [40, 45], null, { outcome: 'fail' }),
  ];
  for (const conflict of conflicts) expect(only([...right, conflict]).anomaly).toBe('spurious-conflict');
  expect(statusOf(model, [...right, put('c', [40, 45], null, { outcome: 'fail' })])).toBe('valid');
  expect(() => judged(model, [put('c', [40, 45], { conflict: true })])).toThrow('operation 0 (put)');
  expect(() => judged(model, [cas('c', 2, [40, 45], { status: 200 })])).toThrow('operation 0 (put)');
  expect(() => judged(model, [cas('c', 2, [40, 45], { conflict: 1 })])).toThrow('operation 0 (put)');
});
test('lets a write without an answer have happened, or not', () => {
  const unanswered = put('c', [40, 45], null, { outcome: 'info' });
  expect(statusOf(model, [...right, unanswered, get([50, 51], { state: 'c', version: 3 })])).toBe('valid');
  expect(statusOf(model, [...right, unanswered, get([50, 51], { state: 'b', version: 2 })])).toBe('valid');
  expect(
    statusOf(model, [...right, get([50, 51], null)].with(4, op('get', [50, 51], { outcome: 'info' }))),
  ).toBe('valid');
});
test('judges sessions apart, and names them', () => {
  const elsewhere = { ...get([40, 45], null), key: 'other' };
  expect(statusOf(model, [...right, elsewhere])).toBe('valid');
  const stale = { ...put('z', [30, 31], { version: 1 }), key: 'other' };
  expect(only([...right, stale, elsewhere]).message).toContain('session "other": a version was read after');
});

/** Only a search can tell which of two equal writes without an answer was seen. */
const equal = [
  put('x', [0, 1], null, { outcome: 'info' }),
  put('x', [10, 11], null, { outcome: 'info' }),
  get([20, 21], { state: 'x', version: 1 }),
];
test('searches where the versions do not tell', () => {
  expect(statusOf(model, equal)).toBe('valid');
  expect(only([...equal, get([30, 31], { state: 'x', version: 3 })])).toMatchObject({
    anomaly: 'non-linearizable',
    operations: [3],
    culprits: ['b-2'],
    cause: null,
  });
});
test('is unknown when the search had to end', () => {
  const many = Array.from({ length: 12 }, (_, i) => put(`y${i % 2}`, [0, 1], null, { outcome: 'info' }));
  const hard = [
    ...many,
    ...[...Array(9)].map((_, i) => get([20, 90], { state: `y${i % 2}`, version: i + 3 })),
  ];
  const { verdict } = judged(model, hard, { isOver: () => true, memoryBytes: 0 });
  expect(verdict).toEqual({
    status: 'unknown',
    reason: expect.stringMatching(/^the search came to (the deadline|the memory it may use) in session ""$/),
  });
});
test('knows nothing of an empty history, and of writes that nobody answered', () => {
  const reason = 'no operation was answered that says what was there';
  expect(judged(model, []).verdict).toEqual({ status: 'unknown', reason });
  expect(judged(model, equal.slice(0, 2)).verdict).toEqual({ status: 'unknown', reason });
  expect(statusOf(model, [put('a', [0, 1], { version: 1 })])).toBe('valid');
  expect(statusOf(model, [cas('a', 3, [0, 1], { conflict: true })])).toBe('valid');
});
test('passes over a nemesis, and refuses what is no operation of a session', () => {
  expect(statusOf(model, [op('kill', [0, 1], { process: 'nemesis' })])).toBe('unknown');
  expect(() => judged(model, [op('write', [0, 1])])).toThrow(HistoryDefect);
});
test('refuses states that are no text and versions that are no whole numbers', () => {
  const wrong = [Number.NaN, 1.5, -1, 1e300, '1', [], true];
  for (const value of wrong) {
    expect(() => judged(model, [cas('a', value, [0, 1], null)])).toThrow('{state, ifVersion?}');
    expect(() => judged(model, [put('a', [0, 1], { version: value })])).toThrow(
      'the new version as {version}',
    );
    expect(() => judged(model, [get([0, 1], { state: 'a', version: value })])).toThrow('{state, version}');
    expect(() => judged(model, [get([0, 1], value)])).toThrow('{state, version}');
  }
  for (const state of [null, 1, ['a']]) {
    expect(() => judged(model, [put(state, [0, 1], { version: 1 })])).toThrow('{state, ifVersion?}');
    expect(() => judged(model, [get([0, 1], { state, version: 1 })])).toThrow('{state, version}');
  }
});
