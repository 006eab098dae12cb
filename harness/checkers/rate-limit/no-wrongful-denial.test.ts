import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { noWrongfulDenial } from './no-wrongful-denial.ts';
import { allowed, call, denied, historyOf, lost, stageOf } from './test/limited-history.ts';
import { play, runs } from './test/simulated-limiter.ts';

const { judge } = noWrongfulDenial();
const full = [allowed(0, 2), allowed(20, 1), allowed(40, 0)];
const wrongful = (calls: Parameters<typeof historyOf>[0]) => {
  const { verdict } = judge(historyOf(calls));
  return verdict.status === 'invalid' ? verdict.violations[0] : verdict;
};

test('a denial after three admissions of the window is justified', () => {
  expect(judge(historyOf([...full, denied(500, 10)])).verdict).toEqual({ status: 'valid', examined: 1 });
});

test('a user who is denied because another used up the limit shares a bucket', () => {
  const other = call(500, 429, { input: { user: 'user-2' } });
  expect(wrongful([...full, other])).toMatchObject({
    anomaly: 'wrongful-denial',
    message: 'user-2 was denied by b-1 after at most 0 of 3 calls in its window (1 of 1 denials, user-2).',
    culprits: ['b-1'],
    cause: expect.stringContaining('share one bucket'),
  });
});

test('a denial after the window has ended says that it never opens again', () => {
  expect(wrongful([...full, denied(500, 10), denied(10_100, 1)])).toMatchObject({
    anomaly: 'wrongful-denial',
    operations: [4],
    cause: expect.stringContaining('does not open again'),
  });
});

test('calls beyond the limit of a window that is over do not justify a denial in the next', () => {
  const excessive = [allowed(0, 2), allowed(9000, 1), allowed(9020, 0), allowed(9040, 0)];
  expect(wrongful([...excessive, denied(10_100, 1)])).toMatchObject({ anomaly: 'wrongful-denial' });
});

test('an admission that overlaps the denial may have been counted before it', () => {
  const slow = call(30, 200, { completedNs: 900e6 });
  expect(judge(historyOf([...full.slice(0, 2), slow, denied(500, 10)])).verdict.status).toBe('valid');
});

test('a call without an answer may have used up the limit', () => {
  expect(judge(historyOf([...full.slice(0, 2), lost(60), denied(500, 10)])).verdict.status).toBe('valid');
});

test('a call without an answer may be counted long after it was given up', () => {
  const next = [allowed(10_100, 2), allowed(10_120, 1), denied(10_200, 10)];
  expect(judge(historyOf([...full, lost(5000), ...next])).verdict.status).toBe('valid');
});

test('a call that surely failed used up nothing', () => {
  const failed = call(60, null, { outcome: 'fail' });
  expect(wrongful([...full.slice(0, 2), failed, denied(500, 10)])).toMatchObject({
    anomaly: 'wrongful-denial',
  });
});

test('a denial within the rounding of the window is not held against the limiter', () => {
  const justAfter = call(10_011, 429);
  expect(judge(historyOf([...full, justAfter])).verdict.status).toBe('valid');
});

test('unknown when nobody was denied, when nothing was called, and when nothing is known of the limit', () => {
  expect(judge(historyOf(full)).verdict.status).toBe('unknown');
  expect(judge(historyOf([])).verdict.status).toBe('unknown');
  expect(judge(historyOf(full, { ...stageOf(), settings: {} })).verdict.status).toBe('unknown');
});

test('unnamed replicas and missing answers are judged without an error', () => {
  const nameless = [...full.slice(1), denied(500, null)].map((op) => ({
    ...op,
    replica: null,
    output: null,
  }));
  expect(wrongful(nameless)).toMatchObject({ culprits: [] });
});

test('a correct limiter is never invalid, whatever the calls', () => {
  fc.assert(
    fc.property(runs, (run) => {
      expect(judge(play(run, true)).verdict.status).not.toBe('invalid');
    }),
    { numRuns: 10_000 },
  );
}, 120_000);
