import { expect, test } from 'vitest';
import type { RecordedOperation } from '../../history/recorded.ts';
import { sessionStateModel } from './session-state-model.ts';
import { op, violationsIn } from '../auth/test/recorded.ts';

const told = (...ops: RecordedOperation[]): string =>
  violationsIn(
    sessionStateModel(),
    ops.map((one) => ({ ...one, key: 'cart' })),
  )
    .map(({ message, cause, culprits }) => `${message}\nCause: ${cause}\nCulprits: ${culprits.join()}`)
    .join('\n\n');
type Times = readonly [number, number];
const put = (state: string, version: number, at: Times) =>
  op('put', at, { input: { state }, output: { version }, replica: 'b-1' });
const lost = (state: string, at: Times) => op('put', at, { input: { state }, outcome: 'info' });
const get = (state: string, version: number, at: Times) =>
  op('get', at, { output: { state, version }, replica: 'b-2' });
const conflict = (ifVersion: number, at: Times) =>
  op('put', at, { input: { state: '', ifVersion }, output: { conflict: true }, replica: 'b-3' });

test('tells a stale read', () => {
  expect(told(put('a', 1, [0, 1]), put('b', 2, [2, 3]), get('a', 1, [5, 6]))).toMatchInlineSnapshot(`
    "session "cart": a version was read after a later write had returned: operation 1 (put, version 2 at b-1), then operation 2 (get, version 1 at b-2)
    Cause: b-2 answered from a copy (a cache, a lagging follower) that had not seen the write
    Culprits: b-2"
  `);
});
test('tells a flip-flop', () => {
  const running = [put('a', 1, [0, 1]), put('b', 2, [2, 90])];
  expect(told(...running, conflict(1, [5, 6]), get('a', 1, [7, 8]))).toMatchInlineSnapshot(`
    "session "cart": a version was read after a conflict had shown a later one: operation 2 (conflict with version 1 at b-3), then operation 3 (get, version 1 at b-2)
    Cause: b-2 answered from a copy (a cache, a lagging follower) that had not seen the write
    Culprits: b-2"
  `);
});
test('tells an inversion', () => {
  const running = [put('a', 1, [0, 1]), put('b', 2, [2, 90])];
  expect(told(...running, get('b', 2, [5, 6]), get('a', 1, [7, 8]))).toMatchInlineSnapshot(`
    "session "cart": an old version was read after a newer one had been read: operation 2 (get, version 2 at b-2), then operation 3 (get, version 1 at b-2)
    Cause: b-2 answered from a copy (a cache, a lagging follower) that had not seen the write
    Culprits: b-2"
  `);
});
test('tells a lost update', () => {
  expect(told(put('a', 1, [0, 1]), put('b', 1, [2, 3]))).toMatchInlineSnapshot(`
    "session "cart": a write that had returned was overwritten by one that did not know it: operation 0 (put, version 1 at b-1), then operation 1 (put, version 1 at b-1)
    Cause: the version is compared and written in two steps, or an acknowledged write was lost in a failover
    Culprits: b-1"
  `);
});
test('tells a spurious conflict', () => {
  expect(told(put('a', 1, [0, 1]), conflict(1, [2, 3]))).toMatchInlineSnapshot(`
    "session "cart": a write was refused for its version, which was the right one: operation 1 (conflict with version 1 at b-3)
    Cause: b-3 compared with a version that is not the stored one
    Culprits: b-3"
  `);
  expect(told(conflict(0, [0, 1]), put('a', 1, [2, 3]))).toMatchInlineSnapshot(`
    "session "cart": a write was refused for its version, which was the right one: operation 0 (conflict with version 0 at b-3), then operation 1 (put, version 1 at b-1)
    Cause: b-3 compared with a version that is not the stored one
    Culprits: b-3"
  `);
});
test('tells a state from nowhere', () => {
  expect(told(put('a', 1, [0, 1]), get('b', 1, [2, 3]))).toMatchInlineSnapshot(`
    "session "cart": a state or version was seen that no write can have made: operation 1 (get, version 1 at b-2)
    Cause: the state is of another session, or was written by a client that the history does not have
    Culprits: b-2"
  `);
});
test('tells a future read', () => {
  expect(told(put('a', 1, [5, 6]), get('a', 1, [2, 3]))).toMatchInlineSnapshot(`
    "session "cart": a version was seen before the write that made it began: operation 1 (get, version 1 at b-2), then operation 0 (put, version 1 at b-1)
    Cause: the state is of another session, or was written by a client that the history does not have
    Culprits: b-2"
  `);
});
test('tells a torn read', () => {
  expect(told(put('a', 1, [0, 1]), put('b', 2, [0, 1]), get('a', 2, [2, 3]))).toMatchInlineSnapshot(`
    "session "cart": a state was read with the version of another: operation 0 (put, version 1 at b-1), then operation 2 (get, version 2 at b-2)
    Cause: state and version are written, or read, in two steps
    Culprits: b-2"
  `);
  expect(told(lost('a', [0, 1]), get('a', 1, [2, 3]), get('a', 2, [4, 5]))).toMatchInlineSnapshot(`
    "session "cart": a state was read with the version of another: operation 0 (put without an answer), then operation 2 (get, version 2 at b-2)
    Cause: state and version are written, or read, in two steps
    Culprits: b-2"
  `);
});
test('tells what only a search refutes', () => {
  expect(told(lost('x', [0, 1]), lost('x', [0, 1]), get('x', 3, [2, 3]))).toMatchInlineSnapshot(`
    "session "cart": no order of its operations explains all answers; the search could not pass: operation 2 (get, version 3 at b-2)
    Cause: null
    Culprits: b-2"
  `);
});
