import { expect, test } from 'vitest';
import { liveTokenNeverRefused } from './live-token-check.ts';
import { matrixStory, oddSecret } from './test/matrix-story.ts';
import { history, kick, login, logout, me, refresh } from '../auth/test/story.ts';
import type { Draft } from '../auth/test/story.ts';

const check = liveTokenNeverRefused();
const refused = (...more: Draft[]) =>
  check.judge(
    history(
      [
        login({ at: [0, 1], on: 'b-1', token: 't' }),
        ...more,
        me({ at: [3_000, 3_001], on: 'b-1', token: 't', status: 401 }),
      ],
      {
        replicas: ['b-1'],
      },
    ),
  ).verdict.status;

test('is valid when every replica accepts what is alive', () => {
  expect(check.judge(matrixStory(() => 200)).verdict).toEqual({ status: 'valid', examined: 27 });
});
test('is invalid with the share of each replica', () => {
  const { verdict, evidence, summary } = check.judge(matrixStory(oddSecret('b-3')));
  expect(verdict).toMatchObject({ violations: [{ anomaly: 'spurious-401', culprits: ['b-3'] }] });
  expect(evidence[0]).toMatchObject({
    rows: [
      ['b-1', 9, 3, '33.3 %'],
      ['b-2', 9, 3, '33.3 %'],
      ['b-3', 9, 6, '66.7 %'],
    ],
  });
  expect(summary).toContain(
    'spurious 401, 12 refusals, 44.4 % of the checks of live tokens, by b-1, b-2 and b-3',
  );
});
test('is unknown when a replica was not asked, or nothing happened', () => {
  const h = matrixStory((_, j) => (j === 'b-2' ? 503 : 200));
  expect(check.judge(h).verdict).toEqual({
    status: 'unknown',
    reason: 'no live token in stage s was checked by b-2',
  });
  expect(check.judge(history([])).verdict.status).toBe('unknown');
});
test('lets a token be refused once something may have ended it', () => {
  expect(refused()).toBe('invalid');
  expect(refused(kick({ at: [10, 20] }))).toBe('unknown');
  expect(refused(kick({ at: [10, 20], outcome: 'info' }))).toBe('unknown');
  expect(refused(kick({ at: [2_999, 4_000] }))).toBe('unknown');
  expect(refused(logout({ at: [10, 20], token: 't' }))).toBe('unknown');
  const twice = [10, 20].map((at) => refresh({ at: [at, at + 1], token: `n${at}`, with: 'r-t' }));
  expect(refused(...twice)).toBe('unknown');
});
test('does not excuse a refusal by a later, a foreign or a failed kick', () => {
  expect(refused(kick({ at: [3_002, 3_003] }))).toBe('invalid');
  expect(refused(kick({ at: [10, 20], targets: ['admin'] }))).toBe('invalid');
  expect(refused(kick({ at: [10, 20], user: 'v' }))).toBe('invalid');
  expect(refused(kick({ at: [10, 20], outcome: 'fail' }))).toBe('invalid');
  expect(refused(kick({ at: [10, 20], status: 403 }))).toBe('invalid');
});
test('grants the second by which whole-second expiry may be early', () => {
  const at = (lifetimeS: number) =>
    check.judge(
      history(
        [
          login({ at: [0, 1], on: 'b-1', token: 't', lifetimeS }),
          me({ at: [3_000, 3_001], on: 'b-1', token: 't', status: 401 }),
        ],
        {
          replicas: ['b-1'],
        },
      ),
    ).verdict.status;
  expect(at(4)).toBe('unknown');
  expect(at(5)).toBe('invalid');
});
