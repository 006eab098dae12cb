import { expect, test } from 'vitest';
import type { AnyOperation } from '../../history/operation.ts';
import { replicasPerformAlike } from './performance.ts';
import { call, NAMES, stageOf, verdictOn } from './test/calls.ts';

type Took = (round: number, replica: number) => number;

/** Rounds of one direct call to each replica; how long each takes, and which fail. */
const rounds = (
  count: number,
  took: Took,
  fails: (round: number, replica: number) => boolean = () => false,
) =>
  Array.from({ length: count }, (_, round) =>
    NAMES.map((name, at): AnyOperation => {
      const over = {
        route: name,
        replica: name,
        ...(fails(round, at) ? { status: 500, outcome: 'fail' as const } : {}),
      };
      return call(1000 * round + 100 * at, over, took(round, at));
    }),
  ).flat();
const judge = (calls: readonly AnyOperation[]) => verdictOn(replicasPerformAlike(), calls);

/** Long and short answers without a pattern: what a busy machine makes of all replicas alike. */
const busy: Took = (round, at) => 2 + ((round * 7 + at * 5) % 11) ** 2;

test('replicas that are busy alike perform alike', () => {
  expect(judge(rounds(100, busy))).toEqual({ status: 'valid', examined: 100 });
});

test('a slow replica is named, on a quiet machine and on a busy one', () => {
  const slow = {
    anomaly: 'slow-replica',
    culprits: ['b-2'],
    cause: expect.stringMatching(/^b-2 alone is slow/u),
  };
  expect(judge(rounds(100, (_, at) => (at === 1 ? 40 : 2)))).toMatchObject({ violations: [slow] });
  expect(judge(rounds(100, (round, at) => busy(round, at) + (at === 1 ? 400 : 0)))).toMatchObject({
    violations: [slow],
  });
});

test('now and then slow is not slow, nor is twice as long, nor a few ms', () => {
  expect(judge(rounds(100, (round, at) => (at === 1 && round % 5 === 0 ? 500 : 2))).status).toBe('valid');
  expect(judge(rounds(100, (_, at) => (at === 1 ? 40 : 20))).status).toBe('valid');
  expect(judge(rounds(100, (_, at) => (at === 1 ? 4 : 0.5))).status).toBe('valid');
});

test('a replica that fails one call in twenty is named', () => {
  const calls = rounds(
    400,
    () => 2,
    (round, at) => at === 1 && round % 20 === 0,
  );
  expect(judge(calls)).toMatchObject({
    violations: [
      {
        anomaly: 'failing-replica',
        culprits: ['b-2'],
        message: 'b-2 failed 20 of 400 calls (5 %: 500), the others 0 of 800.',
      },
    ],
  });
});

test('what fails on all replicas alike, or three times only, tells none from another', () => {
  expect(
    judge(
      rounds(
        400,
        () => 2,
        (round) => round % 20 === 0,
      ),
    ).status,
  ).toBe('valid');
  expect(
    judge(
      rounds(
        400,
        () => 2,
        (round, at) => at === 1 && round % 130 === 0,
      ),
    ).status,
  ).toBe('valid');
});

test('too few rounds, or one replica that is never met, are unknown', () => {
  expect(judge([])).toMatchObject({ status: 'unknown', reason: expect.stringMatching(/only 0 rounds/u) });
  expect(judge(rounds(59, () => 2))).toMatchObject({ status: 'unknown' });
  const two = rounds(100, () => 2).filter(({ replica }) => replica !== 'b-3');
  expect(judge(two)).toMatchObject({ status: 'unknown' });
});

test('one replica has nobody to be compared with', () => {
  const alone = stageOf({ replicas: [{ name: 'b-1', upstream: null, direct: true }] });
  const calls = Array.from({ length: 100 }, (_, at) => call(10 * at));
  expect(verdictOn(replicasPerformAlike(), calls, alone).status).toBe('unknown');
});
