import { expect, test } from 'vitest';
import { acceptedOnEveryReplica } from './accepted-check.ts';
import { clocksAgree, oddClockIsNamed } from './clock-check.ts';
import type { History } from '../check.ts';
import { history, login, me } from '../auth/test/story.ts';
import type { Draft } from '../auth/test/story.ts';

const EPOCH_S = 1_800_000_000;

/** A token of each replica, dated by its clock, and checked everywhere by each replica's clock; times in milliseconds. */
function story(
  offsetsS: Record<string, number>,
  {
    lifetimeS = 3_600,
    samples = 3,
    logins = 1,
  }: { lifetimeS?: number; samples?: number; logins?: number } = {},
): History {
  const replicas = Object.keys(offsetsS);
  const dateOf = (on: string, atMs: number): number =>
    Math.floor(EPOCH_S + (offsetsS[on] ?? 0) + atMs / 1_000);
  let at = 0;
  const drafts = replicas.flatMap((by): Draft[] => {
    const tokens = Array.from({ length: logins }, (_, n) => {
      at += 10;
      const issuedAtS = dateOf(by, at + 2);
      const token = `t-${by}-${n}`;
      return {
        token,
        issuedAtS,
        draft: login({ at: [at, at + 4], on: by, token, user: by, lifetimeS, issuedAtS }),
      };
    });
    const checks = tokens.flatMap(({ token, issuedAtS }) =>
      replicas.flatMap((on) =>
        Array.from({ length: samples }, () => {
          at += 5;
          const status = dateOf(on, at) < issuedAtS + lifetimeS ? 200 : 401;
          return me({ at: [at, at + 2], on, token, user: by, status });
        }),
      ),
    );
    return [...tokens.map(({ draft }) => draft), ...checks];
  });
  return history(drafts, { replicas });
}
const judge = (told: History) => clocksAgree().judge(told).verdict;
const planted = (told: History, name: string): History => ({
  ...told,
  stages: told.stages.map((stage) => ({ ...stage, planted: [name] })),
});
const THREE = { 'b-1': 0, 'b-2': 0, 'b-3': 0 };

test('is valid when all tokens fit one clock', () => {
  expect(judge(story(THREE))).toEqual({ status: 'valid', examined: 3 });
  expect(judge(story({ ...THREE, 'b-2': 1.2 }, { logins: 5 })).status).toBe('valid');
});
test.each([
  [600, 'ahead of'],
  [-600, 'behind'],
])('names a clock that is %i s off, though tokens live an hour and none is refused', (offsetS, word) => {
  const told = story({ ...THREE, 'b-2': offsetS });
  expect(acceptedOnEveryReplica().judge(told).verdict.status).toBe('valid');
  expect(judge(told)).toMatchObject({
    violations: [
      { anomaly: 'clock-skew', culprits: ['b-2'], cause: `b-2's clock is about 600 s ${word} the others'` },
    ],
  });
});
test.each([
  [600, "b-2's clock is about 600 s ahead of the others', so that the others' tokens look expired to it"],
  [-600, "b-2's clock is about 600 s behind the others', so that its tokens look expired elsewhere"],
])('says of the refusals of short tokens that a clock is %i s off', (offsetS, cause) => {
  const { verdict } = acceptedOnEveryReplica().judge(story({ ...THREE, 'b-2': offsetS }, { lifetimeS: 60 }));
  expect(verdict).toMatchObject({ violations: [{ culprits: ['b-2'], cause }] });
});
test('names both of two replicas, and how far apart they are', () => {
  const two = story({ 'b-1': 0, 'b-2': -600 }, { lifetimeS: 60 });
  const both = { culprits: ['b-1', 'b-2'], cause: 'the clocks of b-1 and b-2 are up to 600 s apart' };
  expect(judge(two)).toMatchObject({ violations: [both] });
  expect(acceptedOnEveryReplica().judge(two).verdict).toMatchObject({ violations: [both] });
});
test('names every clock that is off on its own, and both halves of a tie', () => {
  const odd = { ...THREE, 'b-4': 90, 'b-5': -30 };
  expect(judge(story(odd))).toMatchObject({
    violations: [
      {
        culprits: ['b-4', 'b-5'],
        cause:
          "b-4's clock is about 90 s ahead of the others', and b-5's clock is about 30 s behind the others'",
      },
    ],
  });
  const tie = { 'b-1': 0, 'b-2': 0, 'b-3': 60, 'b-4': 60 };
  expect(judge(story(tie))).toMatchObject({ violations: [{ culprits: ['b-1', 'b-2', 'b-3', 'b-4'] }] });
});
test('is unknown when a replica dated nothing, when a clock was moved, and of nothing', () => {
  const silent = story(THREE);
  const without = { ...silent, operations: silent.operations.filter(({ replica }) => replica !== 'b-2') };
  expect(judge(without)).toEqual({ status: 'unknown', reason: 'no dated token of b-2 in stage s' });
  const moved = history([
    ...['b-1', 'b-2', 'b-3'].map((on) => login({ at: [0, 1], on, token: on, issuedAtS: EPOCH_S })),
    login({ at: [5, 6], on: 'b-3', token: 'later', issuedAtS: EPOCH_S + 600 }),
  ]);
  expect(judge(moved)).toEqual({ status: 'unknown', reason: 'the clock of b-3 was moved in stage s' });
  expect(judge(history([])).status).toBe('unknown');
});
test('reads no clock from tokens without a date', () => {
  const undated = history([login({ at: [0, 1], on: 'b-1', token: 'a' })], { replicas: ['b-1'] });
  expect(judge(undated).status).toBe('unknown');
});

const named = (told: History) => oddClockIsNamed({ stage: 's' }).judge(told).verdict;
test('is valid when tokens and matrix name the planted replica', () => {
  for (const offsetS of [600, -600])
    expect(named(planted(story({ ...THREE, 'b-3': offsetS }, { lifetimeS: 60 }), 'b-3')).status).toBe(
      'valid',
    );
  expect(named(planted(story({ 'b-1': 0, 'b-2': -600 }, { lifetimeS: 60 }), 'b-1')).status).toBe('valid');
});
test('finds that another is named', () => {
  const other = named(planted(story({ ...THREE, 'b-3': -600 }, { lifetimeS: 60 }), 'b-1'));
  expect(other).toMatchObject({ violations: [{ anomaly: 'odd-replica-not-named', culprits: ['b-3'] }] });
});
test('is unknown without a planted replica, with a thin matrix, or when nothing shows that the clock was off', () => {
  expect(named(story(THREE)).status).toBe('unknown');
  expect(named(planted(story({ ...THREE, 'b-3': -600 }, { samples: 2 }), 'b-3')).status).toBe('unknown');
  const reason = 'nothing shows that the clock of b-1 was off in stage s';
  expect(named(planted(story(THREE), 'b-1'))).toEqual({ status: 'unknown', reason });
});
