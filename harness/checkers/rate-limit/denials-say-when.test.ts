import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { denialsSayWhen } from './denials-say-when.ts';
import { allowed, call, denied, historyOf, lost, stageOf } from './test/limited-history.ts';
import { play, runs } from './test/simulated-limiter.ts';

const { judge } = denialsSayWhen();
const full = [allowed(0, 2), allowed(20, 1), allowed(40, 0)];
const anomalies = (calls: Parameters<typeof historyOf>[0]): readonly string[] | string => {
  const { verdict } = judge(historyOf(calls));
  return verdict.status === 'invalid' ? verdict.violations.map(({ anomaly }) => anomaly) : verdict.status;
};
const sayingReset = (atMs: number, resetS: number) =>
  call(atMs, 200, { output: { remaining: 1, limit: null, resetS, retryAfterS: null } });

test('ten seconds at the start of a window and five in its middle are right', () => {
  expect(anomalies([...full, denied(500, 10), denied(5_500, 5), allowed(11_000, 2)])).toBe('valid');
});

test('a denial without Retry-After says nothing', () => {
  expect(anomalies([...full, denied(500, null)])).toEqual(['missing-retry-after']);
});

test.each([9, 11, -1, 0.5, 600])('Retry-After %d half a second into a window of ten is wrong', (seconds) => {
  expect(anomalies([...full, denied(500, seconds)])).toEqual(['wrong-retry-after']);
});

test('a replica with a window of its own is named alone', () => {
  const { verdict } = judge(historyOf([...full, denied(4_500, 6), denied(4_600, 10, 'b-2')]));
  expect(verdict).toMatchObject({
    violations: [{ culprits: ['b-2'], cause: expect.stringContaining('b-2 reckons') }],
  });
});

test('either side of a whole second is right when the answer may have been given on both', () => {
  const onTheSecond = (seconds: number) => ({ ...denied(4_990, seconds), completedNs: 5_040e6 });
  expect(anomalies([...full, onTheSecond(5), allowed(12_000, 2)])).toBe('valid');
  expect(anomalies([...full, onTheSecond(6), allowed(12_000, 2)])).toBe('valid');
});

test('a reset on an admission has to agree with the window', () => {
  expect(anomalies([...full.slice(0, 2), sayingReset(4_500, 6), denied(5_500, 5), allowed(11_000, 2)])).toBe(
    'valid',
  );
  expect(
    anomalies([...full.slice(0, 2), sayingReset(4_500, 10), denied(5_500, 5), allowed(11_000, 2)]),
  ).toEqual(['wrong-reset']);
});

test('a call denied again when it came back as told was lied to', () => {
  expect(anomalies([...full, denied(9_500, 1), denied(10_600, 1)])).toContain('denied-after-retry-after');
});

test('a call denied again because others used up the new window was not lied to', () => {
  const again = [10_100, 10_120, 10_140].map((ms) => allowed(ms, 0));
  expect(anomalies([...full, denied(9_500, 1), ...again, denied(10_600, 10)])).toBe('valid');
});

test('a call without an answer may have used up the new window', () => {
  expect(
    anomalies([
      ...full,
      denied(9_500, 1),
      allowed(10_100, 2),
      lost(10_120),
      lost(10_140),
      denied(10_600, 10),
    ]),
  ).toBe('valid');
});

test('unknown when nothing was denied, nobody came back, or nothing was called', () => {
  expect(anomalies(full)).toBe('unknown');
  expect(anomalies([...full, denied(500, 10)])).toBe('unknown');
  expect(anomalies([])).toBe('unknown');
  expect(
    judge(historyOf(full, { ...stageOf(), settings: { RATE_LIMIT: 3, RATE_WINDOW_S: 0 } })).verdict.status,
  ).toBe('unknown');
});

test('unnamed replicas and missing answers are judged without an error', () => {
  const nameless = [...full, denied(500, 10)].map((op) => ({ ...op, replica: null, output: null }));
  expect(anomalies(nameless)).toEqual(['missing-retry-after']);
});

test('a correct limiter is never invalid, whatever the calls', () => {
  fc.assert(
    fc.property(runs, (run) => {
      expect(judge(play(run, true)).verdict.status).not.toBe('invalid');
    }),
    { numRuns: 10_000 },
  );
}, 120_000);
