import { expect, test } from 'vitest';
import { revokedEverywhereWhenKickReturns } from './revocation-check.ts';
import { healthy, kickCycles } from '../auth/test/kicks.ts';
import { history, kick, login, me } from '../auth/test/story.ts';

const check = revokedEverywhereWhenKickReturns();

test('is valid, with the time to revocation, when every kick is obeyed at once', () => {
  const { verdict, summary } = check.judge(kickCycles(12, healthy));
  expect(verdict).toEqual({ status: 'valid', examined: 12 });
  expect(summary).toBe("12 kicks, revoked within 0–16 ms of the kick's return on each of 3 replicas");
});
test('is invalid with a table that shows how late each replica is', () => {
  const { verdict, evidence } = check.judge(
    kickCycles(4, (on, since) => (on === 'b-3' && since < 400 ? 'accepted' : 'refused')),
  );
  expect(verdict).toMatchObject({
    status: 'invalid',
    violations: [{ culprits: ['b-3'], anomaly: 'stale-accept' }],
  });
  expect(evidence[0]).toMatchObject({
    rows: [{ 0: 'b-1', 5: '[0, 14]' }, { 0: 'b-2' }, { 0: 'b-3', 3: 32, 5: '[353, 416]' }],
  });
});
test('allows what lies within the bound', () => {
  const late = kickCycles(4, (_on, since) => (since < 400 ? 'accepted' : 'refused'));
  expect(revokedEverywhereWhenKickReturns({ boundMs: 500 }).judge(late).verdict.status).toBe('valid');
  expect(revokedEverywhereWhenKickReturns({ boundMs: 300 }).judge(late).verdict.status).toBe('invalid');
});
test('is unknown when a replica was asked too seldom after the kick', () => {
  const { operations, stages } = kickCycles(4, healthy);
  let left = 2;
  const few = operations.filter(
    (op) => op.f !== 'me' || op.status !== 401 || op.replica !== 'b-2' || left-- > 0,
  );
  expect(check.judge({ operations: few, stages }).verdict).toEqual({
    status: 'unknown',
    reason: 'no kick in stage s was followed by 3 checks on each replica (in all: b-1 240, b-2 2, b-3 240)',
  });
});
test('is unknown for an empty history, and for a kick without an answer', () => {
  expect(check.judge(history([])).verdict.status).toBe('unknown');
  const h = [
    login({ at: [0, 1], token: 'x' }),
    kick({ at: [5, 6], outcome: 'info' }),
    me({ at: [9, 10], on: 'b-1', token: 'x' }),
  ];
  expect(check.judge(history(h)).verdict).toEqual({ status: 'unknown', reason: 'no kick was acknowledged' });
});
test('lets an accept overlap the end of the kick', () => {
  const probes = [10, 30, 40, 50].map((at) =>
    me({ at: [at, at + 1], on: 'b-1', token: 'x', status: at === 10 ? 200 : 401 }),
  );
  const h = history([login({ at: [0, 1], token: 'x' }), kick({ at: [5, 10] }), ...probes], {
    replicas: ['b-1'],
  });
  expect(check.judge(h).verdict.status).toBe('valid');
});
