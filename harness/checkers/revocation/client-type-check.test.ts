import { expect, test } from 'vitest';
import { otherClientTypeLives } from './client-type-check.ts';
import { history, kick, login, me, refresh } from '../auth/test/story.ts';
import type { Draft } from '../auth/test/story.ts';

const check = otherClientTypeLives();
const judge = (...drafts: Draft[]) =>
  check.judge(
    history([
      login({ at: [0, 1], token: 'a', type: 'admin' }),
      kick({ at: [10, 20], targets: ['desktop'] }),
      ...drafts,
    ]),
  ).verdict;
const admin = (status: number, at = 30) =>
  me({ at: [at, at + 1], on: 'b-2', token: 'a', type: 'admin', status });

test('is valid when the other client type and a new login live on', () => {
  const fresh = [login({ at: [40, 41], token: 'd' }), me({ at: [50, 51], on: 'b-3', token: 'd' })];
  expect(judge(admin(200), ...fresh)).toEqual({ status: 'valid', examined: 2 });
});
test('finds the other client type dead', () => {
  expect(judge(admin(401))).toMatchObject({
    violations: [{ anomaly: 'kick-wrong-scope', culprits: ['b-2'], operations: [0, 1, 2] }],
  });
});
test('finds the other client type unable to refresh', () => {
  const dead = refresh({ at: [30, 31], on: 'b-1', type: 'admin', token: 'n', with: 'r-a', status: 401 });
  expect(judge(dead)).toMatchObject({ violations: [{ anomaly: 'kick-wrong-scope' }] });
});
test('finds a new login dead, whether it is refused or its token is', () => {
  expect(judge(admin(200), login({ at: [40, 41], token: 'd', status: 401 }))).toMatchObject({
    violations: [{ anomaly: 'new-login-dead' }],
  });
  const dead = me({ at: [50, 51], on: 'b-3', token: 'd', status: 401 });
  expect(judge(admin(200), login({ at: [40, 41], token: 'd' }), dead)).toMatchObject({
    violations: [{ anomaly: 'new-login-dead', culprits: ['b-3'] }],
  });
});
test('says nothing of a check that overlaps the kick, of another kick, and of an empty history', () => {
  expect(judge(me({ at: [15, 25], on: 'b-1', token: 'a', type: 'admin', status: 401 })).status).toBe(
    'unknown',
  );
  expect(judge(kick({ at: [22, 28], targets: ['admin'], outcome: 'info' }), admin(401)).status).toBe(
    'unknown',
  );
  expect(check.judge(history([])).verdict.status).toBe('unknown');
});
test('counts no token of the kicked type from before the kick, neither as spared nor as new', () => {
  const old = [login({ at: [2, 3], token: 'd' }), me({ at: [30, 31], on: 'b-3', token: 'd' })];
  expect(judge(...old).status).toBe('unknown');
  expect(judge(admin(200), ...old)).toEqual({ status: 'valid', examined: 1 });
});
