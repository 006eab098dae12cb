import { expect, test } from 'vitest';
import { logoutEndsTheSession } from './logout-check.ts';
import { otherSessionsSurviveLogout } from './logout-scope-check.ts';
import { type Draft, history, kick, login, logout, me, refresh } from '../auth/test/story.ts';

const REPLICAS = ['b-1', 'b-2', 'b-3'];
/** Two sessions; the first logs out at one second. */
const begun = [
  login({ at: [0, 5], on: 'b-1', token: 'a', session: 'A' }),
  login({ at: [10, 15], on: 'b-2', token: 'b', session: 'B' }),
  logout({ at: [1000, 1010], on: 'b-1', token: 'a' }),
];
const refused = REPLICAS.map((on) => me({ at: [1100, 1105], on, token: 'a', status: 401 }));
const lateRefresh = (on: string, status: number, code: string | null = 'UNAUTHORIZED'): Draft => ({
  ...refresh({ at: [1200, 1205], on, token: 'a2', session: 'A', with: 'r-a', status }),
  code,
});
const unrefreshed = REPLICAS.map((on) => lateRefresh(on, 401));
const verdict = (drafts: readonly Draft[]) => logoutEndsTheSession().judge(history(drafts)).verdict;
const scope = (drafts: readonly Draft[]) => otherSessionsSurviveLogout().judge(history(drafts)).verdict;

test('is valid when every replica refuses both tokens', () => {
  expect(verdict([...begun, ...refused, ...unrefreshed])).toEqual({ status: 'valid', examined: 6 });
});

test('an access token that lives on everywhere was never checked for its session', () => {
  const alive = REPLICAS.map((on) => me({ at: [3000, 3005], on, token: 'a' }));
  expect(verdict([...begun, ...alive])).toMatchObject({
    violations: [
      {
        anomaly: 'stale-accept',
        culprits: REPLICAS,
        cause: expect.stringContaining('leaves the access token alive'),
      },
    ],
  });
});

test('one replica that never learns of it, one that caches it, and an early answer are told apart', () => {
  const odd = me({ at: [3000, 3005], on: 'b-2', token: 'a' });
  expect(verdict([...begun, ...refused.filter(({ replica }) => replica !== 'b-2'), odd])).toMatchObject({
    violations: [{ culprits: ['b-2'], cause: 'logouts never reach b-2' }],
  });
  const later = me({ at: [3100, 3105], on: 'b-2', token: 'a', status: 401 });
  expect(verdict([...begun, odd, later])).toMatchObject({
    violations: [{ culprits: ['b-2'], cause: 'b-2 cached for about 2 s that the session is alive' }],
  });
  const early = me({ at: [1030, 1035], on: 'b-3', token: 'a' });
  expect(verdict([...begun, early, ...refused])).toMatchObject({
    violations: [{ culprits: ['b-3'], cause: 'the logout is answered before it is written' }],
  });
});

test('a refresh that works, or is refused with another code, is found', () => {
  expect(verdict([...begun, ...refused, lateRefresh('b-2', 200)])).toMatchObject({
    violations: [{ anomaly: 'refresh-survives-logout', culprits: ['b-2'], operations: [0, 2, 6] }],
  });
  expect(verdict([...begun, ...refused, lateRefresh('b-2', 401, 'REFRESH_REUSED')])).toMatchObject({
    violations: [{ anomaly: 'wrong-error-code', culprits: ['b-2'] }],
  });
  const usedBefore = refresh({ at: [500, 505], on: 'b-1', token: 'a2', session: 'A', with: 'r-a' });
  expect(verdict([...begun, usedBefore, ...refused, lateRefresh('b-2', 401, 'REFRESH_REUSED')]).status).toBe(
    'unknown',
  );
});

test('an accept that overlaps the logout is allowed, and a refusal of an expired token shows nothing', () => {
  const racing = me({ at: [900, 1100], on: 'b-2', token: 'a' });
  expect(verdict([...begun, racing, ...refused, ...unrefreshed]).status).toBe('valid');
  const old = REPLICAS.map((on) => me({ at: [3_700_000, 3_700_005], on, token: 'a', status: 401 }));
  expect(verdict([...begun, ...old, ...unrefreshed]).status).toBe('unknown');
});

test('is unknown without a logout that returned, and where a replica was not asked', () => {
  expect(verdict([]).status).toBe('unknown');
  const unheard = logout({ at: [1000, 1010], token: 'a', outcome: 'info' });
  expect(verdict([...begun.slice(0, 2), unheard, ...refused]).status).toBe('unknown');
  expect(verdict([...begun, ...refused.slice(1), ...unrefreshed])).toMatchObject({
    reason: expect.stringContaining('judged by b-1'),
  });
});

const others = REPLICAS.map((on) => me({ at: [1100, 1105], on, token: 'b' }));
const renewed = refresh({ at: [1200, 1205], on: 'b-1', token: 'b2', session: 'B', with: 'r-b' });

test('the other session lives on', () => {
  expect(scope([...begun, ...others, renewed])).toEqual({ status: 'valid', examined: 4 });
});

test('another session that is refused, by access or by refresh, names who refused it', () => {
  const dead = me({ at: [1300, 1305], on: 'b-3', token: 'b', status: 401 });
  expect(scope([...begun, ...others, dead])).toMatchObject({
    violations: [
      {
        anomaly: 'logout-wrong-scope',
        culprits: ['b-3'],
        operations: [1, 2, 6],
        cause: "the logout also ends the user's other sessions",
      },
    ],
  });
  const unrenewed = refresh({
    at: [1200, 1205],
    on: 'b-1',
    token: 'b2',
    session: 'B',
    with: 'r-b',
    status: 401,
  });
  expect(scope([...begun, ...others, unrenewed])).toMatchObject({ violations: [{ culprits: ['b-1'] }] });
});

test('a session that a kick may have ended is no bystander, and nothing is unknown', () => {
  const kicked = kick({ at: [1020, 1030], on: 'b-1' });
  const dead = me({ at: [1300, 1305], on: 'b-3', token: 'b', status: 401 });
  expect(scope([...begun, kicked, dead]).status).toBe('unknown');
  expect(scope([...begun, ...others])).toMatchObject({
    reason: 'no other session was refreshed after a logout',
  });
  expect(scope([]).status).toBe('unknown');
});
