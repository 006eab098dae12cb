import { expect, test } from 'vitest';
import { refreshTokensDieWithTheKick } from './refresh-kick-check.ts';
import { history, kick, login, refresh } from '../auth/test/story.ts';
import type { Draft } from '../auth/test/story.ts';

const check = refreshTokensDieWithTheKick();
const before = [login({ at: [0, 1], token: 't', on: 'b-1' }), kick({ at: [10, 20] })];
const after = (on: string, status: number, at = 30, token = 'n', used = 'r-t') =>
  refresh({ at: [at, at + 1], on, token, with: used, status });
const judge = (...drafts: Draft[]) => check.judge(history([...before, ...drafts])).verdict;

test('is valid when each replica refused the old refresh token', () => {
  expect(judge(after('b-1', 401), after('b-2', 401, 35), after('b-3', 401, 40))).toEqual({
    status: 'valid',
    examined: 3,
  });
});
test('is unknown when a replica was not asked, and when none was', () => {
  expect(judge(after('b-1', 401))).toEqual({
    status: 'unknown',
    reason: 'no refresh after the kick was answered by b-2 and b-3',
  });
  expect(judge().status).toBe('unknown');
  expect(check.judge(history([])).verdict.status).toBe('unknown');
});
test('is content with any replica when told so', () => {
  const any = refreshTokensDieWithTheKick({ everyReplica: false });
  expect(any.judge(history([...before, after('b-1', 401)])).verdict.status).toBe('valid');
});
test('finds a refresh token that outlives the kick', () => {
  expect(judge(after('b-2', 200))).toMatchObject({
    violations: [
      {
        anomaly: 'refresh-survives-kick',
        culprits: ['b-2'],
        cause: 'the kick leaves the refresh tokens alive',
        operations: [0, 1, 2],
      },
    ],
  });
});
test('finds a refresh in flight during the kick that outlives it, also two refreshes later', () => {
  const race = refresh({ at: [5, 25], on: 'b-1', token: 'm', with: 'r-t', version: 2 });
  const verdict = judge(race, after('b-2', 200, 30, 'n', 'r-m'), after('b-3', 200, 40, 'o', 'r-n'));
  expect(verdict).toMatchObject({
    violations: [{ cause: expect.stringContaining('in flight during the kick') }],
  });
});
test('lets a refresh overlap the kick', () => {
  expect(judge(refresh({ at: [15, 25], on: 'b-2', token: 'm', with: 'r-t' })).status).toBe('unknown');
});
test('counts no refusal of a token that had been used, and no kick without an answer', () => {
  const any = refreshTokensDieWithTheKick({ everyReplica: false });
  const used = [refresh({ at: [2, 3], on: 'b-1', token: 'm', with: 'r-t' }), after('b-1', 401)];
  expect(any.judge(history([...before, ...used])).verdict.status).toBe('unknown');
  const info = [before[0]!, kick({ at: [10, 20], outcome: 'info' }), after('b-1', 200)];
  expect(check.judge(history(info)).verdict.status).toBe('unknown');
});
