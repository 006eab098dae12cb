import { expect, test } from 'vitest';
import { history, kick, login, me, refresh } from '../auth/test/story.ts';
import type { Draft } from '../auth/test/story.ts';
import { reuseEndsTheSession } from './refresh-reuse-check.ts';

const REPLICAS = ['b-1', 'b-2', 'b-3'];
const before = [
  login({ at: [0, 1], on: 'b-1', token: 'a' }),
  refresh({ at: [5, 6], on: 'b-2', token: 'b', with: 'r-a' }),
  ...REPLICAS.map((on, i) => me({ at: [10 + i, 11 + i], on, token: 'b' })),
];
const reuse = refresh({ at: [20, 22], on: 'b-3', token: '-', with: 'r-a', status: 401 });
/** Both access tokens, on each replica, so many times. */
const asked = (lives: (on: string, at: number) => boolean, times = 3): Draft[] =>
  REPLICAS.flatMap((on, i) =>
    Array.from({ length: times }, (_, n) => {
      const at = 30 + n * 100 + i;
      const status = lives(on, at) ? 200 : 401;
      return ['a', 'b'].map((token, k) => me({ at: [at + k * 10, at + k * 10 + 5], on, token, status }));
    }).flat(),
  );
const renewed = (status: number, on = 'b-1') =>
  refresh({ at: [400, 401], on, token: 'c', with: 'r-b', status });
const judge = (...drafts: Draft[]) => reuseEndsTheSession().judge(history(drafts)).verdict;
const dead = () => false;

test('is valid when every token of the session is refused everywhere after a reuse', () => {
  expect(judge(...before, reuse, ...asked(dead), renewed(401))).toEqual({ status: 'valid', examined: 19 });
});
test('finds a reuse that is refused and ends nothing', () => {
  const cause = 'the reuse of a refresh token is refused, but does not revoke the session';
  expect(judge(...before, reuse, ...asked(() => true), renewed(200, 'b-2'))).toMatchObject({
    violations: [
      { anomaly: 'session-survives-reuse', culprits: REPLICAS, cause },
      { anomaly: 'session-survives-reuse', culprits: ['b-2'], cause },
    ],
  });
});
test('tells what it leaves alive: access tokens, or the newest refresh token', () => {
  expect(judge(...before, reuse, ...asked(() => true), renewed(401))).toMatchObject({
    violations: [
      { cause: 'the reuse revokes the refresh tokens of the session and leaves its access tokens alive' },
    ],
  });
  expect(judge(...before, reuse, ...asked(dead), renewed(200))).toMatchObject({
    violations: [
      { operations: [1, 5, 24], cause: 'the reuse leaves the newest refresh token of the session alive' },
    ],
  });
});
test('names the one replica that does not see it, and a revocation that is late', () => {
  expect(judge(...before, reuse, ...asked((on) => on === 'b-2'), renewed(401))).toMatchObject({
    violations: [{ culprits: ['b-2'], cause: 'b-2 cannot see that the session was revoked' }],
  });
  expect(judge(...before, reuse, ...asked((_, at) => at < 100), renewed(401))).toMatchObject({
    violations: [
      { culprits: REPLICAS, cause: expect.stringContaining('answered before the session is revoked') },
    ],
  });
});
test('holds what the winner of a race got for dead as well', () => {
  const race = refresh({ at: [5, 30], on: 'b-2', token: 'b', with: 'r-a' });
  const loser = refresh({ at: [6, 20], on: 'b-3', token: '-', with: 'r-a', status: 401 });
  const alive = me({ at: [2, 3], on: 'b-1', token: 'a' });
  const after = me({ at: [40, 41], on: 'b-1', token: 'b' });
  expect(judge(before[0]!, alive, race, loser, after)).toMatchObject({ violations: [{ culprits: ['b-1'] }] });
});
test('lets a kick explain the refusals, and leaves forks to another check', () => {
  const kicked = kick({ at: [23, 24], on: 'b-1' });
  expect(judge(...before, reuse, kicked, ...asked(dead), renewed(401)).status).toBe('unknown');
  const fork = refresh({ at: [5, 7], on: 'b-3', token: 'x', with: 'r-a' });
  expect(judge(...before, fork, reuse, ...asked(() => true), renewed(200)).status).toBe('unknown');
});
test('is unknown without a reuse, a replica, an accept before it, or a refresh after it', () => {
  expect(judge(...before)).toEqual({ status: 'unknown', reason: 'no refresh token was used again' });
  expect(judge(...before, reuse, ...asked(dead)).status).toBe('unknown');
  const elsewhere = asked(dead).filter(({ replica }) => replica !== 'b-2');
  expect(judge(...before, reuse, ...elsewhere, renewed(401))).toMatchObject({
    reason: expect.stringContaining('under 3 checks on b-2'),
  });
  expect(judge(...before.slice(0, 2), reuse, ...asked(dead), renewed(401)).status).toBe('unknown');
  expect(judge().status).toBe('unknown');
});
