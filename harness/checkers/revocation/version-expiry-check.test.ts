import { expect, test } from 'vitest';
import { kickOutlivesTheToken } from './version-expiry-check.ts';
import { history, kick, login, logout, me } from '../auth/test/story.ts';
import type { Draft } from '../auth/test/story.ts';

const REPLICAS = ['b-1', 'b-2', 'b-3'];
const LIFE_S = 4;

type Lives = (token: 'old' | 'new', on: string, sinceMs: number) => boolean;

/** A kicked token and the one after it, both asked about on each replica every 100 ms until they expire. */
function story(
  lives: Lives,
  { untilMs = 4_000, replicas = REPLICAS }: { untilMs?: number; replicas?: string[] } = {},
) {
  const asked = replicas.flatMap((on, i) =>
    Array.from({ length: Math.floor((untilMs - 60) / 100) }, (_, n): Draft[] => {
      const at = 50 + i + n * 100;
      const ask = (token: 'old' | 'new'): Draft =>
        me({ at: [at, at + 1], on, token, status: lives(token, on, at - 20) ? 200 : 401 });
      return [ask('old'), ask('new')];
    }).flat(),
  );
  return [
    login({ at: [0, 5], on: 'b-1', token: 'old', lifetimeS: LIFE_S, session: 'k1' }),
    kick({ at: [10, 20], on: 'b-2' }),
    login({ at: [21, 25], on: 'b-3', token: 'new', version: 2, lifetimeS: LIFE_S, session: 'k2' }),
    ...asked,
  ];
}
const judge = (drafts: Draft[]) => kickOutlivesTheToken().judge(history(drafts)).verdict;
const healthy: Lives = (token, _, sinceMs) => token === 'new' && sinceMs < 4_000;
const expiring =
  (afterMs: number): Lives =>
  (token, _, sinceMs) =>
    (token === 'new') === sinceMs < afterMs;

test('is valid when the one stays dead and the other alive until both expire', () => {
  expect(judge(story(healthy))).toEqual({ status: 'valid', examined: 6 });
});
test('finds a kicked token that lives again and a new one that dies, and says when the version expired', () => {
  const cause =
    'the key of the token version expires about 2 s after the kick, before the tokens do, which live 4.0 s';
  expect(judge(story(expiring(2_000)))).toMatchObject({
    violations: [
      { anomaly: 'kicked-token-revived', culprits: REPLICAS, cause },
      { anomaly: 'new-token-dies', culprits: REPLICAS, cause },
    ],
  });
});
test('finds either of them alone', () => {
  const revived = story((token, on, sinceMs) =>
    token === 'old' ? sinceMs > 2_000 : healthy(token, on, sinceMs),
  );
  expect(judge(revived)).toMatchObject({ violations: [{ anomaly: 'kicked-token-revived' }] });
  const died = story((token, _, sinceMs) => token === 'new' && sinceMs < 1_000);
  expect(judge(died)).toMatchObject({ violations: [{ anomaly: 'new-token-dies' }] });
});
test('knows no cause where a replica changes its mind more than once', () => {
  const flapping = story((token, on, sinceMs) =>
    on === 'b-2' && token === 'old' ? sinceMs % 400 > 300 : healthy(token, on, sinceMs),
  );
  expect(judge(flapping)).toMatchObject({ violations: [{ culprits: ['b-2'], cause: null }] });
});
test('leaves a kick that is late, and a token that a logout ended, to other checks', () => {
  const late = story((token, on, sinceMs) => (token === 'old' ? sinceMs < 150 : healthy(token, on, sinceMs)));
  expect(judge(late).status).toBe('valid');
  const loggedOut = story((token, _, sinceMs) => token === 'new' && sinceMs < 3_200);
  expect(judge([...loggedOut, logout({ at: [3_220, 3_221], token: 'new' })]).status).toBe('valid');
});
test('is unknown when a replica was not asked to the end, and of nothing', () => {
  expect(judge(story(healthy, { untilMs: 2_000 })).status).toBe('unknown');
  expect(judge(story(healthy, { replicas: ['b-1', 'b-3'] }))).toMatchObject({
    reason: expect.stringContaining('no kicked token was asked about on b-2 shortly before it expired'),
  });
  expect(judge([])).toEqual({ status: 'unknown', reason: 'no kick was acknowledged' });
});
