import { expect, test } from 'vitest';
import { history, kick, login, me, refresh } from '../auth/test/story.ts';
import type { Draft } from '../auth/test/story.ts';
import { kickedSessionsStayDead } from './refresh-race-check.ts';

const REPLICAS = ['b-1', 'b-2', 'b-3'];
const before = [login({ at: [0, 1], on: 'b-1', token: 'a' }), kick({ at: [10, 20], on: 'b-1' })];
/** A refresh that ran during the kick, and got a token of this version. */
const race = (version: number, status = 200): Draft =>
  refresh({ at: [8, 15], on: 'b-2', token: 'b', with: 'r-a', version, status });
const asked = (status: number, token = 'b', replicas = REPLICAS): Draft[] =>
  replicas.map((on, i) => me({ at: [30 + i, 31 + i], on, token, status }));
const judge = (...drafts: Draft[]) =>
  kickedSessionsStayDead({ minimumRaces: 1 }).judge(history([...before, ...drafts])).verdict;

test('is valid when a token got during the kick is dead everywhere after it, or none was got', () => {
  expect(judge(race(1), ...asked(401))).toEqual({ status: 'valid', examined: 4 });
  expect(judge(race(1, 401))).toEqual({ status: 'valid', examined: 1 });
});
test('finds a refresh in flight that takes the new version, and names who refreshed', () => {
  expect(judge(race(2), ...asked(200))).toMatchObject({
    violations: [
      {
        anomaly: 'session-survives-kick',
        culprits: ['b-2'],
        operations: [0, 2, 1, 3],
        cause: expect.stringContaining('a refresh in flight during the kick reads the new token version'),
      },
    ],
  });
});
test('finds one that writes the session back', () => {
  const again = refresh({ at: [22, 25], on: 'b-3', token: 'c', with: 'r-b', version: 1 });
  expect(judge(race(1), again, ...asked(200, 'c'))).toMatchObject({
    violations: [{ culprits: ['b-3'], cause: expect.stringContaining('it writes the session back') }],
  });
});
test('blames refresh tokens that were at rest, and a kick that is not in effect, before a race', () => {
  const rested = refresh({ at: [22, 25], on: 'b-3', token: 'c', with: 'r-a', version: 2 });
  expect(judge(race(1, 401), rested, ...asked(200, 'c'))).toMatchObject({
    violations: [{ cause: 'the kick leaves the refresh tokens alive' }],
  });
  expect(judge(race(1), ...asked(200), me({ at: [40, 41], on: 'b-1', token: 'a' }))).toMatchObject({
    violations: [{ cause: 'the kick is not in effect when it returns, or not everywhere' }],
  });
});
test('lets a session that began during the kick, or after it, live', () => {
  const overlapping = login({ at: [12, 14], on: 'b-2', token: 'n', session: 'k2', version: 2 });
  const renewed = refresh({ at: [22, 24], on: 'b-2', token: 'o', with: 'r-n', session: 'k2', version: 2 });
  expect(judge(race(1), overlapping, renewed, ...asked(401), ...asked(200, 'o')).status).toBe('valid');
});
test('is unknown with too few races, and when a replica was not asked about their tokens', () => {
  expect(judge()).toEqual({ status: 'unknown', reason: '0 refreshes ran during a kick, 1 are needed' });
  expect(judge(race(1), ...asked(401, 'b', ['b-1', 'b-3']))).toEqual({
    status: 'unknown',
    reason: 'b-2 was asked about no token of a refresh that ran during a kick',
  });
  expect(kickedSessionsStayDead().judge(history([])).verdict.status).toBe('unknown');
});
