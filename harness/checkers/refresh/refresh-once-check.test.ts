import { expect, test } from 'vitest';
import { history, kick, login, logout, refresh } from '../auth/test/story.ts';
import type { Draft } from '../auth/test/story.ts';
import { refreshTokensWorkOnce } from './refresh-once-check.ts';

const check = refreshTokensWorkOnce();
const first = login({ at: [0, 1], on: 'b-1', token: 'a' });
const rotated = (token: string, at: [number, number], on = 'b-1', used = 'r-a') =>
  refresh({ at, on, token, with: used });
const refused = (at: [number, number], on = 'b-2', used = 'r-a', code = 'REFRESH_REUSED'): Draft => ({
  ...refresh({ at, on, token: '-', with: used, status: 401 }),
  code,
});
const verdict = (...drafts: Draft[]) => check.judge(history([first, ...drafts])).verdict;
const told = (...drafts: Draft[]) => {
  const found = verdict(...drafts);
  return found.status === 'invalid'
    ? found.violations.map(({ anomaly, operations, culprits }) => [anomaly, operations, culprits])
    : found.status;
};

test('is valid when one of several at once gets the next token and the others are refused', () => {
  const { verdict, summary, evidence } = check.judge(
    history([
      first,
      rotated('b', [10, 14]),
      refused([11, 15]),
      refused([12, 16], 'b-3', 'r-a', 'UNAUTHORIZED'),
    ]),
  );
  expect(verdict).toEqual({ status: 'valid', examined: 3 });
  expect(summary).toBe('3 uses of refresh tokens, 1 of them used by several at once (begun within 2 ms)');
  expect(evidence).toEqual([expect.objectContaining({ rows: [['u', 3, 2, 'b-1', 1, 1]] })]);
});
test('is unknown without a race, or with fewer than needed', () => {
  expect(verdict(rotated('b', [10, 14]), refused([15, 16]))).toEqual({
    status: 'unknown',
    reason: '0 refresh tokens used by several at once, 1 needed',
  });
  expect(verdict(rotated('b', [10, 14]), refused([14, 16])).status).toBe('valid');
  const two = refreshTokensWorkOnce({ minimumRaces: 2 });
  expect(two.judge(history([first, rotated('b', [10, 14]), refused([11, 16])])).verdict.status).toBe(
    'unknown',
  );
  expect(check.judge(history([])).verdict.status).toBe('unknown');
});
test('finds a fork', () => {
  expect(told(rotated('b', [10, 14]), rotated('c', [11, 15], 'b-2'))).toEqual([
    ['fork', [1, 2], ['b-1', 'b-2']],
  ]);
});
test('finds a race that nobody won', () => {
  expect(told(refused([10, 14]), refused([11, 15], 'b-3'))).toEqual([['lost-token', [0, 1], ['b-2', 'b-3']]]);
});
test('finds a session that lives on after a reuse, unless the target does not promise to end it', () => {
  const lives = [rotated('b', [10, 14]), refused([11, 15]), rotated('c', [20, 21], 'b-3', 'r-b')];
  expect(told(...lives)).toEqual([['descendant-lives', [2, 3], ['b-3']]]);
  expect(verdict(...lives)).toMatchObject({
    violations: [{ cause: 'the reuse of a refresh token is refused, but does not revoke its family' }],
  });
  const lax = refreshTokensWorkOnce({ familyRevocationOnReuse: false, stage: 's' });
  expect(lax.judge(history([first, ...lives])).verdict.status).toBe('valid');
  expect(refreshTokensWorkOnce({ stage: 'other' }).judge(history([first, ...lives])).verdict.status).toBe(
    'unknown',
  );
});
test('lets a kick, a logout, an unanswered use or the end of the window explain a refusal', () => {
  const race = [rotated('b', [10, 14]), refused([11, 15])];
  const other = login({ at: [0, 1], token: 'o', session: 'k2' });
  const no = refresh({ at: [30, 31], on: 'b-3', token: '-', with: 'r-o', session: 'k2', status: 401 });
  expect(told(...race, other, no)).toEqual([['lost-token', [1, 4], ['b-3']]]);
  expect(told(...race, other, kick({ at: [20, 21] }), no)).toBe('valid');
  expect(told(...race, other, logout({ at: [20, 21], token: 'o' }), no)).toBe('valid');
  expect(told(...race, other, logout({ at: [20, 21], token: 'o', outcome: 'fail' }), no)).not.toBe('valid');
  const lost = refresh({ at: [20, 25], token: 'x', with: 'r-o', session: 'k2', outcome: 'info' });
  expect(told(...race, other, lost, no)).toBe('valid');
  const settings = { REFRESH_TTL_S: 0.03 };
  expect(check.judge(history([first, ...race, other, no], { settings })).verdict.status).toBe('valid');
});
test('leaves it to another check whether a kick ends refresh tokens at once, but not a kick from before the login', () => {
  const race = [rotated('b', [10, 14]), refused([11, 15])];
  const other = login({ at: [5, 6], token: 'o', session: 'k2' });
  const kicked = [kick({ at: [7, 8] }), refresh({ at: [30, 31], token: 'p', with: 'r-o', session: 'k2' })];
  expect(told(...race, other, ...kicked)).toBe('valid');
  const no = refresh({ at: [30, 31], on: 'b-3', token: '-', with: 'r-o', session: 'k2', status: 401 });
  expect(told(...race, kick({ at: [2, 4] }), other, no)).toEqual([['lost-token', [2, 5], ['b-3']]]);
  expect(told(...race, kick({ at: [2, 5] }), other, no)).toBe('valid');
});
test('finds a session that is refreshed after its logout', () => {
  const race = [rotated('b', [10, 14]), refused([11, 15])];
  const other = login({ at: [0, 1], token: 'o', session: 'k2' });
  const again = refresh({ at: [30, 31], on: 'b-3', token: 'p', with: 'r-o', session: 'k2' });
  const out = (more: object = {}) => logout({ at: [20, 21], token: 'o', ...more });
  expect(told(...race, other, out(), again)).toEqual([['descendant-lives', [4, 5], ['b-3']]]);
  expect(told(...race, other, out({ outcome: 'info' }), again)).toBe('valid');
});
test('finds an echo, unless the target does not rotate', () => {
  const echo = refresh({ at: [10, 14], on: 'b-2', token: 'b', with: 'r-a', refresh: 'r-a' });
  expect(told(echo)).toEqual([['echo', [1], ['b-2']]]);
  const lax = refreshTokensWorkOnce({ rotates: false, minimumRaces: 0 });
  expect(lax.judge(history([first, echo])).verdict.status).toBe('valid');
});
