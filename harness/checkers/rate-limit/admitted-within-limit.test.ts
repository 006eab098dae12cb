import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { admittedWithinLimit } from './admitted-within-limit.ts';
import { allowed, call, denied, historyOf, lost, stageOf } from './test/limited-history.ts';
import { play, runs } from './test/simulated-limiter.ts';

const { judge } = admittedWithinLimit();
const NAMES = ['b-1', 'b-2', 'b-3'];
const replicaAt = (at: number): string => NAMES[at % 3]!;
const admissions = (count: number, fromMs = 0) =>
  Array.from({ length: count }, (_, at) => allowed(fromMs + 20 * at, 0, replicaAt(at)));
const denials = (count: number, fromMs: number) =>
  Array.from({ length: count }, (_, at) => denied(fromMs + 20 * at, 1, replicaAt(at)));
const inProcessMemory = () => historyOf([...admissions(9), ...denials(3, 500)], stageOf());
const violationOf = (history: Parameters<typeof judge>[0]) => {
  const { verdict } = judge(history);
  return verdict.status === 'invalid' ? verdict.violations[0] : verdict;
};

test('three admissions and denials on every replica are one limit of three', () => {
  expect(judge(historyOf([...admissions(3), ...denials(6, 500)])).verdict).toEqual({
    status: 'valid',
    examined: 1,
  });
});

test('three times the limit, each replica its own, is a limiter in process memory on all three', () => {
  expect(violationOf(inProcessMemory())).toEqual({
    anomaly: 'over-admission',
    message:
      '9 of 12 calls of user-1 admitted in one window where the limit is 3: 3.00 × the limit, 3/3/3 on b-1/b-2/b-3 (1 of 1 windows are over).',
    operations: [0, 1, 2, 3],
    culprits: NAMES,
    cause: 'each replica counts for itself (a limiter in process memory)',
  });
});

test('a little over the limit among calls in flight together is a check before the increment', () => {
  const burst = Array.from({ length: 4 }, (_, at) =>
    call(0, 200, { replica: replicaAt(at), completedNs: 50e6 }),
  );
  expect(violationOf(historyOf([...burst, ...denials(9, 100)]))).toMatchObject({
    anomaly: 'over-admission',
    cause: 'check, then increment: not atomic, so calls in flight together all pass the check',
  });
});

test('one replica with a counter of its own is named alone', () => {
  const own = [0, 20, 40].map((ms) => allowed(ms, 0, 'b-2'));
  const shared = [100, 120, 140].map((ms, at) => allowed(ms, 0, at % 2 === 0 ? 'b-1' : 'b-3'));
  expect(violationOf(historyOf([...own, ...shared, ...denials(9, 500)]))).toMatchObject({
    culprits: ['b-2'],
  });
});

test('admissions one after the other without any denial blame the key or a missing limit', () => {
  expect(violationOf(historyOf(admissions(30)))).toMatchObject({
    cause: expect.stringContaining('keyed by something the client sends'),
  });
});

test('more than the limit after it was full and beyond it on each replica blames lost counts', () => {
  const sequence = Array.from({ length: 7 }, (_, at) => allowed(20 * at, 0, at < 5 ? 'b-1' : 'b-2'));
  expect(violationOf(historyOf([...sequence, ...denials(3, 500)]))).toMatchObject({
    cause: expect.stringContaining('counts are lost'),
  });
});

test('twice the limit across the edge of two windows is no over-admission', () => {
  const [early, opener] = [admissions(1), denials(6, 9500)];
  const edge = [...early, ...admissions(2, 9900), ...admissions(3, 10_100), ...opener, ...denials(6, 11_000)];
  expect(judge(historyOf(edge)).verdict.status).not.toBe('invalid');
});

test('over-admission in the second window is found too', () => {
  const history = historyOf([...admissions(3), ...denials(6, 500), ...admissions(4, 11_000)]);
  expect(violationOf(history)).toMatchObject({ anomaly: 'over-admission', operations: [9, 10, 11, 12] });
});

test('more than twice the limit in any one stretch is over-admission where no window is known', () => {
  const unknownStart = lost(0);
  const straddling = call(9_000, 200, { completedNs: 12_000e6 });
  const history = historyOf([unknownStart, straddling, ...admissions(7, 10_500)]);
  expect(violationOf(history)).toMatchObject({ anomaly: 'over-admission' });
});

test('calls without an answer are admitted for nobody', () => {
  const history = historyOf([...admissions(3), lost(100), lost(120), ...denials(6, 500)]);
  expect(judge(history).verdict.status).toBe('valid');
});

test.each([
  ['no limited call in a stage', []],
  ['too few for a limit of 3', admissions(3)],
  ['too few for a limit of 3', [...admissions(3), ...denials(2, 500)]],
  [
    'b-3 answered no call of user-1',
    [...[0, 20, 40].map((ms) => allowed(ms, 0)), ...[500, 520, 540].map((ms) => denied(ms, 1, 'b-2'))],
  ],
  ['no call was admitted', denials(9, 0)],
  ['no call was admitted', [lost(0), lost(20)]],
])('unknown when there were %s', (reason, calls) => {
  expect(judge(historyOf(calls)).verdict).toEqual({
    status: 'unknown',
    reason: expect.stringContaining(reason),
  });
});

test('one call on a replica is enough to show a counter of its own', () => {
  const mostlyOne = [
    ...[0, 20, 40].map((ms) => allowed(ms, 0)),
    ...[500, 520, 540].map((ms) => denied(ms, 1)),
  ];
  expect(judge(historyOf([...mostlyOne, denied(600, 1, 'b-2'), denied(620, 1, 'b-3')])).verdict.status).toBe(
    'valid',
  );
  expect(violationOf(historyOf([...mostlyOne, allowed(600, 2, 'b-2'), denied(620, 1, 'b-3')]))).toMatchObject(
    {
      anomaly: 'over-admission',
    },
  );
});

test('settings without a limit, unnamed replicas and missing answers are unknown, never an error', () => {
  const bare = { ...stageOf(), settings: {} };
  expect(judge(historyOf(admissions(9), bare)).verdict.status).toBe('unknown');
  const nameless = admissions(3).map((op) => ({ ...op, replica: null, output: null, status: null }));
  expect(judge(historyOf(nameless)).verdict.status).toBe('unknown');
  expect(judge({ operations: admissions(9), stages: [] }).verdict.status).toBe('unknown');
});

test('an unnamed answer is attributed by the proxy, or by the direct route', () => {
  const anonymous = [...admissions(9), ...denials(3, 500)].map((op, at) => ({
    ...op,
    replica: null,
    upstream: at % 2 === 0 ? `10.9.9.9:80, 10.0.0.${(at % 3) + 1}:80` : null,
    route: at % 2 === 0 ? 'balancer' : replicaAt(at),
  }));
  expect(violationOf(historyOf(anonymous))).toMatchObject({ culprits: NAMES });
});

test('one shared counter is never invalid, one for each replica always is', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 5 }),
      fc.integer({ min: 2, max: 6 }),
      fc.nat(),
      (replicas, limit, salt) => {
        const plans = Array.from({ length: replicas * (limit + 1) }, (_, at) => ({
          gapMs: (at * salt) % 7,
          tookMs: (at + salt) % 11,
          at: ((at * salt) % 10) / 10,
          replica: at,
          fate: 'answered' as const,
          driftMs: 0,
        }));
        const run = { plans, limit, replicas };
        const perProcess = violationOf(play(run, false));
        expect(perProcess).toMatchObject({
          anomaly: 'over-admission',
          cause: expect.stringContaining('counts for itself'),
        });
        expect(judge(play(run, true)).verdict.status).toBe('valid');
      },
    ),
    { numRuns: 2000 },
  );
}, 120_000);

test('a correct limiter is never invalid, whatever the calls', () => {
  fc.assert(
    fc.property(runs, (run) => {
      expect(judge(play(run, true)).verdict.status).not.toBe('invalid');
    }),
    { numRuns: 10_000 },
  );
}, 120_000);
