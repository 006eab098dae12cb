import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AnyOperation } from '../../history/operation.ts';
import { sessionsLinearizable } from './sessions-linearizable.ts';
import { historyOf, read, write } from './test/work-session.ts';

const { judge } = sessionsLinearizable();
const verdict = (operations: readonly AnyOperation[]) => judge(historyOf(operations)).verdict;
const violations = (operations: readonly AnyOperation[]) => {
  const found = verdict(operations);
  return found.status === 'invalid' ? found.violations : found.status;
};

test('is valid when each replica finds what the others wrote', () => {
  const calls = [
    write([0, 10], 'b-1', 1, { ifVersion: 0 }),
    read([20, 30], 'b-2', 1),
    write([40, 50], 'b-3', 2, { ifVersion: 1 }),
    write([60, 70], 'b-2', null, { ifVersion: 1, state: 'late' }),
    read([80, 90], 'b-1', 2),
  ];
  expect(verdict(calls)).toEqual({ status: 'valid', examined: 5 });
});

test('two writes on one version are a lost update, by whoever was answered last', () => {
  const calls = [
    write([0, 10], 'b-1', 1),
    write([20, 50], 'b-2', 2, { ifVersion: 1, state: 'a' }),
    write([20, 60], 'b-3', 2, { ifVersion: 1, state: 'b' }),
    read([70, 80], 'b-1', 2, { state: 'b' }),
  ];
  expect(violations(calls)).toMatchObject([
    {
      anomaly: 'lost-update',
      operations: [1, 2],
      culprits: ['b-3'],
      cause: expect.stringContaining('not one step'),
    },
  ]);
});

test('also when each is told a version of its own', () => {
  const calls = [
    write([0, 10], 'b-1', 1),
    write([20, 50], 'b-2', 2, { ifVersion: 1, state: 'a' }),
    write([20, 60], 'b-3', 3, { ifVersion: 1, state: 'b' }),
  ];
  expect(violations(calls)).toMatchObject([{ anomaly: 'lost-update', operations: [1, 2] }]);
});

test('sessions in process memory are told apart from a lost update, and blame every replica', () => {
  const calls = [
    write([0, 10], 'b-1', 1, { ifVersion: 0 }),
    read([20, 30], 'b-2', 0),
    read([20, 30], 'b-3', 0),
    write([40, 50], 'b-2', 1, { state: 'other' }),
    read([60, 70], 'b-1', 1),
    read([60, 70], 'b-3', 0),
  ];
  expect(violations(calls)).toEqual([
    {
      anomaly: 'stale-read',
      message: 'b-2 did not find the work session x after b-1 had acknowledged it (1 session).',
      operations: [0, 1],
      culprits: ['b-1', 'b-2', 'b-3'],
      cause: 'work sessions are kept in process memory: b-1, b-2 and b-3 each know only their own',
    },
  ]);
});

test('one replica with another store is named alone', () => {
  const calls = [
    write([0, 10], 'b-1', 1),
    read([20, 30], 'b-2', 0),
    read([20, 30], 'b-3', 1),
    write([40, 50], 'b-3', 2),
    read([60, 70], 'b-1', 2),
    read([60, 70], 'b-2', 0),
  ];
  expect(violations(calls)).toMatchObject([
    { culprits: ['b-2'], cause: 'b-2 keeps work sessions apart from the others, in another store' },
  ]);
});

test('an old version that is gone again is a stale read of the replica that gave it', () => {
  const calls = [
    write([0, 10], 'b-1', 1),
    write([20, 30], 'b-2', 2),
    read([40, 50], 'b-2', 1),
    read([60, 70], 'b-2', 2),
    write([80, 90], 'b-1', 3),
  ];
  expect(violations(calls)).toMatchObject([
    { anomaly: 'stale-read', culprits: ['b-2'], cause: expect.stringContaining('cache') },
  ]);
});

test('an acknowledged write that nobody finds again was not kept', () => {
  const calls = [
    write([0, 10], 'b-1', 1),
    write([20, 30], 'b-1', 2),
    read([40, 50], 'b-2', 1),
    read([40, 50], 'b-1', 1),
  ];
  expect(violations(calls)).toMatchObject([
    { anomaly: 'lost-update', cause: 'an acknowledged write was not kept' },
  ]);
});

test('a state that nobody wrote, or that is written later, is no answer', () => {
  const nowhere = [write([0, 10], 'b-1', 1), read([20, 30], 'b-2', 1, { state: 'ghost' })];
  expect(violations(nowhere)).toMatchObject([{ anomaly: 'read-from-nowhere', culprits: ['b-2'] }]);
  const future = [write([0, 10], 'b-1', 1), read([20, 30], 'b-2', 2), write([40, 50], 'b-1', 2)];
  expect(violations(future)).toMatchObject([{ anomaly: 'future-read' }]);
});

test('a write without an answer may have happened, or not', () => {
  const unheard = write([20, 30], 'b-2', null, { outcome: 'info', status: null, state: 's2' });
  const after = (version: number) => [write([0, 10], 'b-1', 1), unheard, read([40, 50], 'b-3', version)];
  expect(verdict(after(1)).status).toBe('valid');
  expect(verdict(after(2)).status).toBe('valid');
});

test('a session that may have expired is judged up to then', () => {
  const calls = [write([0, 10], 'b-1', 1), read([20, 30], 'b-2', 1), read([1990, 2010], 'b-3', 0)];
  expect(verdict(calls)).toEqual({ status: 'valid', examined: 2 });
  expect(violations([...calls, read([1900, 1980], 'b-3', 0)])).toMatchObject([{ culprits: ['b-3'] }]);
});

test("a stranger's write that was let through is another check's", () => {
  const calls = [
    write([0, 10], 'b-1', 1),
    write([20, 30], 'b-2', 2, { user: 'stranger' }),
    read([40, 50], 'b-3', 2),
  ];
  expect(verdict(calls).status).toBe('valid');
});

test('is unknown of nothing, of one replica alone, and of refusals for other reasons', () => {
  expect(verdict([]).status).toBe('unknown');
  expect(verdict([write([0, 10], 'b-1', 1), read([20, 30], 'b-1', 1)]).status).toBe('unknown');
  expect(verdict([read([0, 10], 'b-1', 0, { status: 401 })]).status).toBe('unknown');
});

test('whatever one atomic register answers is valid', () => {
  const call = fc.record({
    replica: fc.constantFrom('b-1', 'b-2', 'b-3'),
    kind: fc.constantFrom('read', 'write', 'cas'),
    expected: fc.nat({ max: 6 }),
    early: fc.nat({ max: 25 }),
    late: fc.nat({ max: 25 }),
  });
  fc.assert(
    fc.property(fc.array(call, { minLength: 2, maxLength: 20 }), (drawn) => {
      let held = 0;
      const calls = drawn.map(({ replica, kind, expected, early, late }, turn) => {
        const at = [100 + 10 * turn - early, 100 + 10 * turn + late] as const;
        if (kind === 'read') return read(at, replica, held);
        const ifVersion = kind === 'cas' ? expected : null;
        if (ifVersion !== null && ifVersion !== held)
          return write(at, replica, null, { ifVersion, state: `refused ${turn}` });
        held += 1;
        return write(at, replica, held, { ifVersion });
      });
      expect(verdict(calls).status).not.toBe('invalid');
    }),
  );
});
