import { expect, test } from 'vitest';
import type { RecordedOperation } from '../../../history/recorded.ts';
import { kv, type KvAction } from './kv.ts';
import { mutex, type MutexAction } from './mutex.ts';
import { casRegister } from './register.ts';
import { diagnosed, op, type Line } from '../test/diagnosed.ts';

test('a register’s operations are read, and told in words', () => {
  const said = (given: RecordedOperation): string | null => {
    const action = casRegister.parse(given);
    return action && casRegister.tell(action);
  };
  expect(said(op('write', { input: [1, 'a'] }))).toBe('write [1,"a"]');
  expect(said(op('write', { input: 1, outcome: 'info' }))).toBe('write 1');
  expect(said(op('write', { input: 1, outcome: 'fail' }))).toBeNull();
  expect(said(op('read', { output: 2 }))).toBe('read 2');
  expect(said(op('read', { output: 2, outcome: 'info' }))).toBeNull();
  expect(said(op('read', { output: 2, outcome: 'fail' }))).toBeNull();
  expect(said(op('cas', { input: [1, 2], output: [1, 2] }))).toBe('cas 1 → 2');
  expect(said(op('cas', { input: [1, 2], output: [1, 2], outcome: 'fail' }))).toBe('refused cas 1 → 2');
  expect(said(op('cas', { input: [1, 2], outcome: 'fail' }))).toBeNull();
  expect(said(op('start', { process: 'nemesis' }))).toBeNull();
  expect(() => said(op('cas', { input: 1 }))).toThrow('operation 4 (cas)');
  expect(() => said(op('cas', { input: [1, 2, 3] }))).toThrow('operation 4 (cas)');
});

test('a compare-and-set in doubt may have been refused', () => {
  expect(casRegister.parse(op('cas', { input: [1, 2], outcome: 'info' }))).toEqual({
    f: 'cas',
    from: '1',
    to: '2',
    done: null,
  });
  expect(casRegister.parse(op('cas', { input: [1, 2] }))).toMatchObject({ done: true });
});

test('what is left of a register’s call without its answer', () => {
  expect(casRegister.unanswered({ f: 'read', value: '1' })).toBeNull();
  expect(casRegister.unanswered({ f: 'write', value: '1' })).toEqual({ f: 'write', value: '1' });
  expect(casRegister.unanswered({ f: 'cas', from: '1', to: '2', done: true })).toEqual({
    f: 'cas',
    from: '1',
    to: '2',
    done: null,
  });
});

test('reads leave a register as it is, refused compare-and-sets among them', () => {
  expect(casRegister.isRead({ f: 'read', value: '1' })).toBe(true);
  expect(casRegister.isRead({ f: 'write', value: '1' })).toBe(false);
  const cas = { f: 'cas' as const, from: '1', to: '1' };
  expect([true, false, null].map((done) => casRegister.isRead({ ...cas, done }))).toEqual([
    false,
    true,
    false,
  ]);
});

test('actions that differ in anything are told apart', () => {
  const keys = [
    casRegister.actionKey({ f: 'read', value: '1' }),
    casRegister.actionKey({ f: 'write', value: '1' }),
    casRegister.actionKey({ f: 'write', value: '2' }),
    ...[true, false, null].map((done) => casRegister.actionKey({ f: 'cas', from: '1', to: '2', done })),
    casRegister.actionKey({ f: 'cas', from: '2', to: '1', done: true }),
  ];
  expect(new Set(keys).size).toBe(keys.length);
});

test('a store’s operations are read, and told in words', () => {
  const said = (given: RecordedOperation): string | null => {
    const action = kv.parse(given);
    return action && kv.tell(action);
  };
  expect(said(op('get', { output: 'a' }))).toBe('get "a"');
  expect(said(op('get', { output: null }))).toBe('get ""');
  expect(said(op('get', { output: 'a', outcome: 'info' }))).toBeNull();
  expect(said(op('put', { input: 7 }))).toBe('put "7"');
  expect(said(op('append', { input: 'b', outcome: 'info' }))).toBe('append "b"');
  expect(said(op('put', { input: 'b', outcome: 'fail' }))).toBeNull();
  expect(said(op('append', { input: 'b', outcome: 'fail' }))).toBeNull();
  expect(() => said(op('put', { input: true }))).toThrow('operation 4 (put): its value must be a text');
  expect(kv.unanswered({ f: 'get', value: 'a' })).toBeNull();
  expect(kv.unanswered({ f: 'put', value: 'a' })).toEqual({ f: 'put', value: 'a' });
});

const append = (value: string): KvAction => ({ f: 'append', value });
const get = (value: string): KvAction => ({ f: 'get', value });
const put: KvAction = { f: 'put', value: '' };

test('a text that is appended to shows its anomalies, with the calls that ended first', () => {
  expect(
    diagnosed(kv, [
      [append('a'), 0, 1],
      [get(''), 2, 3],
    ]),
  ).toBe('lost-update 0 1');
  expect(
    diagnosed(kv, [
      [append('a'), 0, 1],
      [get(''), 2, 3],
      [get('a'), 2, 4],
    ]),
  ).toBe('stale-read 0 1');
  expect(
    diagnosed(kv, [
      [append('a'), 0, 2],
      [get(''), 2, 3],
    ]),
  ).toBeNull();
  expect(
    diagnosed(kv, [
      [get('a'), 0, 1],
      [append('a'), 2, 3],
    ]),
  ).toBe('future-read 1 0');
  expect(
    diagnosed(kv, [
      [get('a'), 0, 2],
      [append('a'), 2, 3],
    ]),
  ).toBeNull();
  expect(
    diagnosed(kv, [
      [append('a'), 0, 1],
      [get('a'), 0, 1],
      [append('a'), 2, 3],
    ]),
  ).toBeNull();
  expect(
    diagnosed(kv, [
      [get('x'), 0, 1],
      [append('a'), 2, 3],
    ]),
  ).toBeNull();
  const early: Line<KvAction>[] = [
    [append('a'), 0, 9],
    [append('b'), 0, 9],
  ];
  expect(diagnosed(kv, [...early, [get('ab'), 0, 3], [get('a'), 4, 5]])).toBe('stale-read 2 3');
  expect(diagnosed(kv, [...early, [get('ab'), 0, 4], [get('a'), 4, 5]])).toBeNull();
  expect(diagnosed(kv, [...early, [get('a'), 0, 3], [get('a'), 4, 5]])).toBeNull();
  expect(diagnosed(kv, [...early, [get('ba'), 0, 3], [get('ab'), 0, 3]])).toBe('incompatible-order 3 2');
  expect(diagnosed(kv, [...early, [get('xb'), 0, 3], [get('ab'), 4, 5]])).toBe('incompatible-order 3 2');
  expect(
    diagnosed(kv, [
      [append('a'), 0, 1],
      [put, 0, 1],
      [get(''), 2, 3],
    ]),
  ).toBeNull();
});

test('a lock’s anomalies are found by counting', () => {
  const acquire: MutexAction = { f: 'acquire' };
  const release: MutexAction = { f: 'release' };
  expect(mutex.parse(op('acquire'))).toEqual(acquire);
  expect(mutex.parse(op('release', { outcome: 'fail' }))).toBeNull();
  expect(mutex.tell(release)).toBe('release');
  expect(mutex.isRead(acquire)).toBe(false);
  expect(() => mutex.parse(op('dance'))).toThrow('acquire and release');
  expect(
    diagnosed(mutex, [
      [acquire, 0, 1],
      [acquire, 2, 3],
    ]),
  ).toBe('mutual-exclusion 0 1');
  expect(
    diagnosed(mutex, [
      [acquire, 0, 1],
      [release, 3, 4],
      [acquire, 2, 3],
    ]),
  ).toBeNull();
  expect(
    diagnosed(mutex, [
      [acquire, 0, 1],
      [release, 4, 5],
      [acquire, 2, 3],
    ]),
  ).toBe('mutual-exclusion 0 2');
  expect(
    diagnosed(mutex, [
      [acquire, 0, 1],
      [release, 2, Infinity],
      [acquire, 3, 4],
    ]),
  ).toBeNull();
  expect(
    diagnosed(mutex, [
      [release, 0, 1],
      [acquire, 2, 3],
    ]),
  ).toBe('release-without-hold 0');
  expect(
    diagnosed(mutex, [
      [release, 0, 2],
      [acquire, 2, 3],
    ]),
  ).toBeNull();
  expect(
    diagnosed(mutex, [
      [acquire, 0, 9],
      [acquire, 0, 8],
      [acquire, 0, Infinity],
    ]),
  ).toBe('mutual-exclusion 1 0');
});

test('an append that began after a get is from the future, whatever else was appended before', () => {
  const before: Line<KvAction> = [append('b'), 0, 1];
  expect(diagnosed(kv, [before, [get('ba'), 2, 3], [append('a'), 4, 5]])).toBe('future-read 2 1');
});
