import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { remainingCountsDown } from './remaining-counts-down.ts';
import { allowed, call, historyOf, lost, stageOf } from './test/limited-history.ts';
import { play, runs } from './test/simulated-limiter.ts';

const { judge } = remainingCountsDown();
const ten = stageOf({ limit: 10 });
const run = (remaining: readonly number[]) =>
  remaining.map((left, at) => allowed(20 * at, left, `b-${(at % 3) + 1}`));
const violationOf = (calls: Parameters<typeof historyOf>[0]) => {
  const { verdict } = judge(historyOf(calls, ten));
  return verdict.status === 'invalid' ? verdict.violations[0] : verdict;
};

test('nine eight seven over three replicas counts down', () => {
  expect(judge(historyOf(run([9, 8, 7]), ten)).verdict).toEqual({ status: 'valid', examined: 2 });
});

test('nine nine nine eight eight eight over three replicas is a counter in each process', () => {
  expect(violationOf(run([9, 9, 9, 8, 8, 8]))).toEqual({
    anomaly: 'remaining-not-decreasing',
    message:
      'remaining ran 9 9 9 8 8 8 for user-1 on b-1 b-2 b-3 b-1 b-2 b-3: 4 admissions left no less than an earlier one of the same window.',
    operations: [0, 1],
    culprits: ['b-1', 'b-2', 'b-3'],
    cause:
      'each replica counts for itself (a limiter in process memory): it counts down on each replica, not across them',
  });
});

test('a counter that stands still on one replica is not blamed on process memory', () => {
  expect(violationOf([allowed(0, 9), allowed(20, 9), allowed(40, 8)])).toMatchObject({
    cause: 'admissions are not counted in one atomic step (check, then increment)',
  });
});

test('admissions that overlap may show their remaining in either order', () => {
  const slow = { ...allowed(0, 8, 'b-2'), completedNs: 900e6 };
  expect(judge(historyOf([slow, allowed(20, 9), allowed(40, 7, 'b-2')], ten)).verdict.status).toBe('valid');
});

test('remaining starts again in the next window', () => {
  expect(
    judge(historyOf([...run([9, 8]), allowed(10_100, 9), allowed(10_200, 8, 'b-2')], ten)).verdict.status,
  ).toBe('valid');
});

test('an admission near the edge of a window is compared with none', () => {
  expect(judge(historyOf([...run([9, 8]), allowed(9_995, 9)], ten)).verdict.status).toBe('valid');
});

test('a call without an answer may have taken one', () => {
  expect(judge(historyOf([...run([9]), lost(10), allowed(40, 7, 'b-2')], ten)).verdict.status).toBe('valid');
});

test.each([10, -1, 1.5])('a remaining of %d is out of range', (remaining) => {
  expect(violationOf(run([remaining]))).toMatchObject({ anomaly: 'remaining-out-of-range' });
});

test('a limit header that differs from the setting is wrong', () => {
  const output = { remaining: 9, limit: 100, resetS: null, retryAfterS: null };
  expect(violationOf([call(0, 200, { output })])).toMatchObject({ anomaly: 'wrong-limit' });
});

test('unknown when no two replicas were compared, nothing remained known, or nothing was called', () => {
  expect(judge(historyOf([allowed(0, 9), allowed(20, 8)], ten)).verdict.status).toBe('unknown');
  expect(judge(historyOf([call(0, 200), call(20, 200, { replica: 'b-2' })], ten)).verdict.status).toBe(
    'unknown',
  );
  expect(judge(historyOf([], ten)).verdict.status).toBe('unknown');
});

test('unnamed replicas and missing answers are judged without an error', () => {
  const nameless = run([9, 8]).map((op) => ({ ...op, replica: null, route: 'elsewhere' }));
  expect(judge(historyOf(nameless, ten)).verdict.status).toBe('unknown');
  expect(
    judge(
      historyOf(
        run([9, 8]).map((op) => ({ ...op, output: null })),
        ten,
      ),
    ).verdict.status,
  ).toBe('unknown');
});

test('a correct limiter is never invalid, whatever the calls', () => {
  fc.assert(
    fc.property(runs, (one) => {
      expect(judge(play(one, true)).verdict.status).not.toBe('invalid');
    }),
    { numRuns: 10_000 },
  );
}, 120_000);

test('two calls in a row on two replicas that count for themselves never count down', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 50 }), fc.integer({ min: 2, max: 5 }), (limit, replicas) => {
      const plans = Array.from({ length: replicas }, (_, replica) => ({
        gapMs: 20,
        tookMs: 5,
        at: 0.5,
        replica,
        fate: 'answered' as const,
        driftMs: 0,
      }));
      expect(judge(play({ plans, limit, replicas }, false)).verdict.status).toBe('invalid');
    }),
  );
});
