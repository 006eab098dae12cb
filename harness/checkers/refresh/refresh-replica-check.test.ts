import { expect, test } from 'vitest';
import { refreshWorksOnAnotherReplica } from './refresh-replica-check.ts';
import { REPLICAS } from '../auth/test/kicks.ts';
import { history, kick, login, logout, refresh } from '../auth/test/story.ts';
import type { Draft } from '../auth/test/story.ts';

const check = refreshWorksOnAnotherReplica();
/** One session, refreshed on the next replica each time. */
const chain = (length: number): Draft[] => [
  login({ at: [0, 1], on: 'b-1', token: 't0' }),
  ...Array.from({ length }, (_, n) =>
    refresh({
      at: [n * 10 + 10, n * 10 + 11],
      on: REPLICAS[(n + 1) % 3]!,
      token: `t${n + 1}`,
      with: `r-t${n}`,
    }),
  ),
];
const refused = refresh({ at: [500, 501], on: 'b-3', token: '-', with: 'r-t4', status: 401 });

test('is valid when sessions move from replica to replica', () => {
  expect(check.judge(history(chain(4))).verdict).toEqual({ status: 'valid', examined: 4 });
});
test('is unknown with few such moves, when a replica took no part, and when empty', () => {
  expect(check.judge(history(chain(2))).verdict).toEqual({
    status: 'unknown',
    reason: '2 refreshes on another replica, 3 are needed',
  });
  expect(check.judge(history(chain(4), { replicas: [...REPLICAS, 'b-4'] })).verdict).toEqual({
    status: 'unknown',
    reason: 'no refresh in stage s was answered by b-4',
  });
  expect(check.judge(history([])).verdict.status).toBe('unknown');
});
test('finds a live session that cannot be refreshed', () => {
  expect(check.judge(history([...chain(4), refused])).verdict).toMatchObject({
    violations: [{ anomaly: 'lost-session', culprits: ['b-3'], operations: [4, 5] }],
  });
});
test('lets a session be refused after a kick, a logout, its window, or another use of the token', () => {
  const lets = (...more: Draft[]) => check.judge(history([...chain(4), ...more, refused])).verdict.status;
  expect(lets(kick({ at: [100, 101] }))).toBe('valid');
  expect(lets(kick({ at: [100, 101], outcome: 'info' }))).toBe('valid');
  expect(lets(logout({ at: [100, 101], token: 't2' }))).toBe('valid');
  expect(lets(refresh({ at: [490, 505], on: 'b-1', token: 'x', with: 'r-t4' }))).toBe('valid');
  expect(lets(refresh({ at: [300, 305], token: 'x', with: 'r-t4', outcome: 'info' }))).toBe('valid');
  expect(
    check.judge(history([...chain(4), refused], { settings: { REFRESH_TTL_S: 0.4 } })).verdict.status,
  ).toBe('valid');
});
test('finds a refresh token that is given back, unless the target does not rotate', () => {
  const echo = history([
    ...chain(4),
    refresh({ at: [500, 501], on: 'b-3', token: 'n', with: 'r-t4', refresh: 'r-t4' }),
  ]);
  expect(check.judge(echo).verdict).toMatchObject({ violations: [{ anomaly: 'refresh-not-rotated' }] });
  expect(refreshWorksOnAnotherReplica({ rotates: false }).judge(echo).verdict.status).toBe('valid');
});
test('tells sessions that are kept in process memory', () => {
  const own = REPLICAS.flatMap((on, i): Draft[] => [
    login({ at: [i, i + 0.5], on, token: `a${i}`, session: `k${i}` }),
    refresh({ at: [10 + i, 11 + i], on, token: `b${i}`, with: `r-a${i}`, session: `k${i}` }),
    refresh({
      at: [20 + i, 21 + i],
      on: REPLICAS[(i + 1) % 3]!,
      token: '-',
      with: `r-b${i}`,
      session: `k${i}`,
      status: 401,
    }),
  ]);
  expect(check.judge(history(own)).verdict).toMatchObject({
    violations: [{ cause: expect.stringContaining('process memory') }],
  });
});
test('does not take one refusal for the reason of another', () => {
  const second = refresh({ at: [500.5, 502], on: 'b-2', token: '-', with: 'r-t4', status: 401 });
  expect(check.judge(history([...chain(4), refused, second])).verdict).toMatchObject({
    violations: [{ anomaly: 'lost-session', culprits: ['b-2', 'b-3'] }],
  });
});
