import { expect, test } from 'vitest';
import { history, kick, login, refresh } from '../auth/test/story.ts';
import type { Draft } from '../auth/test/story.ts';
import { refreshRefusalsSayWhy } from './refusal-code-check.ts';

const first = login({ at: [0, 1], on: 'b-1', token: 'a' });
const rotated = refresh({ at: [5, 9], on: 'b-1', token: 'b', with: 'r-a' });
const refused = (code: string | null, { at = 20, used = 'r-a', on = 'b-2' } = {}): Draft => ({
  ...refresh({ at: [at, at + 1], on, token: '-', with: used, status: 401 }),
  code,
});
const judge = (...drafts: Draft[]) => refreshRefusalsSayWhy().judge(history([first, ...drafts])).verdict;

test('is valid when used tokens, and only those, are refused as used', () => {
  expect(judge(rotated, refused('REFRESH_REUSED', { at: 6 }), refused('REFRESH_REUSED'))).toEqual({
    status: 'valid',
    examined: 2,
  });
});
test('finds a used token that is refused like one of an ended session', () => {
  for (const at of [6, 20])
    expect(judge(rotated, refused('UNAUTHORIZED', { at }))).toMatchObject({
      violations: [
        {
          anomaly: 'wrong-code',
          culprits: ['b-2'],
          operations: [0, 2],
          cause: 'a used refresh token is not told from one of a session that has ended',
        },
      ],
    });
  expect(judge(rotated, refused(null))).toMatchObject({ violations: [{ anomaly: 'wrong-code' }] });
});
test('finds a kicked token that is refused like a used one', () => {
  const kicked = kick({ at: [10, 12], on: 'b-1' });
  expect(judge(kicked, refused('REFRESH_REUSED'))).toMatchObject({
    violations: [{ cause: 'the refresh token of a kicked session is taken for a used one' }],
  });
});
test('lets either code be where both reasons may hold, and no third', () => {
  const kicked = kick({ at: [10, 12], on: 'b-1' });
  const used = [rotated, refused('REFRESH_REUSED', { at: 7 })];
  const child = { used: 'r-b', at: 30 };
  for (const code of ['REFRESH_REUSED', 'UNAUTHORIZED']) {
    expect(judge(...used, kicked, refused(code)).status).toBe('valid');
    expect(judge(...used, refused(code, child)).status).toBe('valid');
  }
  expect(judge(...used, refused('GONE', child))).toMatchObject({
    violations: [{ cause: 'refusals of refresh tokens carry a code that the contract does not know' }],
  });
});
test('is unknown when no used token was refused, and of nothing', () => {
  expect(judge(rotated).status).toBe('unknown');
  expect(judge(kick({ at: [10, 12] }), refused('UNAUTHORIZED')).status).toBe('unknown');
  expect(refreshRefusalsSayWhy({ stage: 'x' }).judge(history([first])).verdict.status).toBe('unknown');
});
