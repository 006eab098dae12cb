import { expect, test } from 'vitest';
import type { History } from '../check.ts';
import { healthy, kickCycles } from '../auth/test/kicks.ts';
import type { Behaviour } from '../auth/test/kicks.ts';
import { history, kick, login, logout, me, refresh } from '../auth/test/story.ts';
import { tokenVersionLinearizable } from './token-version-check.ts';

const check = tokenVersionLinearizable();
const statusOf = (h: History) => check.judge(h).verdict.status;
const violationsOf = (h: History) => {
  const { verdict } = check.judge(h);
  return verdict.status === 'invalid' ? verdict.violations : [];
};
const only = (h: History) => {
  const violations = violationsOf(h);
  expect(violations).toHaveLength(1);
  return violations[0];
};
const within =
  (ms: number, ...names: string[]): Behaviour =>
  (replica, since) =>
    (names.length === 0 || names.includes(replica)) && since < ms ? 'accepted' : 'refused';

test('is valid when each kick is obeyed everywhere at once', () => {
  expect(check.judge(kickCycles(4, healthy)).verdict.status).toBe('valid');
});
test('is unknown when nothing happened, and when nobody was kicked', () => {
  expect(statusOf(history([]))).toBe('unknown');
  expect(
    statusOf(history([login({ at: [0, 1], token: 't' }), me({ at: [2, 3], on: 'b-1', token: 't' })])),
  ).toBe('unknown');
});
test('is unknown when one replica was not asked after the kick', () => {
  const { operations, stages } = kickCycles(3, healthy);
  const silent = operations.filter((op) => op.f !== 'me' || op.replica !== 'b-3' || op.status === 200);
  const { verdict } = check.judge({ operations: silent, stages });
  expect(verdict).toEqual({
    status: 'unknown',
    reason: 'no kick in stage s was seen with an accept before it and a check after it on b-3',
  });
});
test('is unknown when one replica never accepted the token before the kick', () => {
  const { operations, stages } = kickCycles(3, healthy);
  const unproven = operations.filter((op) => op.f !== 'me' || op.replica !== 'b-3' || op.status === 401);
  expect(statusOf({ operations: unproven, stages })).toBe('unknown');
});
test('is unknown when the kick was not acknowledged', () => {
  const { operations, stages } = kickCycles(3, healthy);
  const lost = operations.map((op) =>
    op.f === 'kick' ? { ...op, outcome: 'info' as const, status: null } : op,
  );
  expect(statusOf({ operations: lost, stages })).toBe('unknown');
});
test('names the replica that caches the version, in one sentence', () => {
  const violation = only(kickCycles(12, within(1_950, 'b-2')));
  expect(violation?.message).toBe(
    'b-2 accepted a revoked token of u (desktop) 1.9 s after the kick returned (stale accept, 12 of 12 kicks, b-2 only)',
  );
  expect(violation).toMatchObject({
    anomaly: 'stale-accept',
    culprits: ['b-2'],
    cause: 'b-2 caches the token version for about 2 s',
  });
  expect(violation.operations).toHaveLength(3);
});
test('names every replica when each caches the version', () => {
  const violation = only(kickCycles(12, within(1_950)));
  expect(violation.culprits).toEqual(['b-1', 'b-2', 'b-3']);
  expect(violation.message).toContain('12 of 12 kicks, each replica');
});
test('tells a kick that is answered too early by the short delay', () => {
  const violation = only(kickCycles(6, within(90)));
  expect(violation.cause).toBe('b-1, b-2, b-3 answer the kick before they write');
});
test('tells a kick that is answered too early by a login that still got the old version, however long the delay', () => {
  const asked = ['b-1', 'b-2'].flatMap((on) => [
    me({ at: [5, 6], on, token: 't', version: 1 }),
    me({ at: [300, 301], on, token: 't', version: 1 }),
    me({ at: [700, 701], on, token: 't', status: 401 }),
  ]);
  const early = [
    login({ at: [0, 1], on: 'b-1', token: 't', version: 1 }),
    kick({ at: [100, 110], on: 'b-1' }),
    login({ at: [200, 210], on: 'b-1', token: 'n', version: 1, session: 'k2' }),
  ];
  const [violation] = violationsOf(history([...early, ...asked], { replicas: ['b-1', 'b-2'] }));
  expect(violation).toMatchObject({
    anomaly: 'stale-accept',
    cause: 'b-1 answers the kick before it writes',
  });
});
test('tells a version that is never checked', () => {
  const violation = only(kickCycles(3, () => 'accepted'));
  expect(violation.cause).toBe('each replica never checks the token version');
});
test('tells a replica on another Redis, whoever answers the kicks', () => {
  const split: Behaviour = (replica, _since, _cycle, answerer) =>
    (replica === 'b-2') === (answerer === 'b-2') ? 'refused' : 'accepted';
  expect(only(kickCycles(6, split))).toMatchObject({
    culprits: ['b-2'],
    cause: 'b-2 reads another Redis (sees no kicks at all but its own)',
  });
});
test('knows that who answers a kick has seen it, even when it was not asked', () => {
  const { operations, stages } = kickCycles(1, (replica) => (replica === 'b-2' ? 'accepted' : 'refused'));
  const unasked = operations.filter((op) => op.f !== 'me' || op.replica !== 'b-1');
  expect(only({ operations: unasked, stages })?.culprits).toEqual(['b-2']);
});
test('names both of two replicas that do not share a Redis', () => {
  const split: Behaviour = (replica, _since, _cycle, answerer) =>
    replica === answerer ? 'refused' : 'accepted';
  expect(only(kickCycles(6, split, ['b-1', 'b-2'])).culprits).toEqual(['b-1', 'b-2']);
});
test('calls a token that lives again a flip-flop', () => {
  const violation = only(kickCycles(3, (_replica, since) => (since > 1_000 ? 'accepted' : 'refused')));
  expect(violation.anomaly).toBe('flip-flop');
  expect(violation.cause).toContain('an acknowledged kick was lost');
});
test('tells a kick that ends one session only', () => {
  const two = [0, 1].map((i) =>
    login({ at: [i * 2, i * 2 + 1], on: 'b-1', token: `t${i}`, session: `k${i}` }),
  );
  const probes = [300, 400].flatMap((at) => [
    me({ at: [at, at + 1], on: 'b-1', token: 't0', status: 401 }),
    me({ at: [at + 5, at + 6], on: 'b-1', token: 't1' }),
  ]);
  const h = history([...two, kick({ at: [10, 20], on: 'b-1' }), ...probes], { replicas: ['b-1'] });
  expect(only(h).cause).toBe('the kick ends only some of the sessions of its client type');
});
test('lets an old token be accepted or refused while the kick runs', () => {
  const { operations, stages } = kickCycles(3, healthy);
  const during = history([
    login({ at: [0, 1], token: 'x', user: 'v' }),
    kick({ at: [10, 30], user: 'v' }),
    me({ at: [12, 15], on: 'b-1', token: 'x', user: 'v' }),
    me({ at: [14, 20], on: 'b-2', token: 'x', user: 'v', status: 401 }),
  ]).operations;
  expect(statusOf({ operations: [...operations, ...during], stages })).toBe('valid');
});
test('finds a flip-flop while the kick still runs', () => {
  const h = history([
    login({ at: [0, 1], token: 'x' }),
    kick({ at: [10, 90] }),
    me({ at: [12, 15], on: 'b-1', token: 'x', status: 401 }),
    me({ at: [16, 20], on: 'b-2', token: 'x' }),
  ]);
  expect(only(h)).toMatchObject({ anomaly: 'flip-flop', culprits: ['b-1', 'b-2'], operations: [2, 3] });
});
test('finds a token that is refused though nobody was kicked, but not one that was logged out or has expired', () => {
  const refused = me({ at: [3_000, 3_001], on: 'b-2', token: 'x', status: 401 });
  const h = (...more: Parameters<typeof history>[0][number][]) => history([...more, refused]);
  expect(only(h(login({ at: [0, 1], token: 'x', on: 'b-1' }))).anomaly).toBe('spurious-401');
  expect(violationsOf(h(login({ at: [0, 1], token: 'x' }), logout({ at: [5, 6], token: 'x' })))).toEqual([]);
  expect(violationsOf(h(login({ at: [0, 1], token: 'x', lifetimeS: 3 })))).toEqual([]);
});
test('starts from whatever version the first login shows', () => {
  const reads = [
    me({ at: [2, 3], on: 'b-1', token: 'x', version: 7 }),
    me({ at: [30, 31], on: 'b-1', token: 'x', status: 401 }),
  ];
  const h = history([login({ at: [0, 1], token: 'x', version: 7 }), ...reads, kick({ at: [10, 20] })], {
    replicas: ['b-1'],
  });
  expect(statusOf(h)).toBe('valid');
});
test('finds an answer that names another version than the token has', () => {
  const h = history([
    login({ at: [0, 1], token: 'x', version: 1 }),
    me({ at: [2, 3], on: 'b-1', token: 'x', version: 2 }),
  ]);
  expect(only(h).anomaly).toBe('version-mismatch');
});
test('lets a kick without an answer explain a later refusal', () => {
  const h = history([
    login({ at: [0, 1], token: 'x' }),
    kick({ at: [10, 20], outcome: 'info' }),
    me({ at: [30, 31], on: 'b-1', token: 'x' }),
    me({ at: [40, 41], on: 'b-1', token: 'x', status: 401 }),
  ]);
  expect(statusOf(h)).toBe('unknown');
});
test('lets a refresh that overlaps the kick take either version', () => {
  const h = history([
    login({ at: [0, 1], token: 'x' }),
    kick({ at: [10, 20] }),
    refresh({ at: [9, 25], token: 'y', with: 'r-x', version: 2 }),
    me({ at: [30, 31], on: 'b-1', token: 'y', version: 2 }),
  ]);
  expect(violationsOf(h)).toEqual([]);
});
