import { expect, test } from 'vitest';
import { judge, line, told } from '../plain/test/recorded-story.ts';
import type { Line } from '../plain/test/recorded-story.ts';
import { availability } from './availability-model.ts';

const check = (output: unknown, ms: number, more: Partial<Line> = {}) =>
  line('check', [ms * 1e6, (ms + 1) * 1e6], { output, input: 's', ...more });

/** b-2 fails from 20 to 60 ms; the session is without an answer from 20 to 41 ms. */
const LINES = [
  check(200, 0),
  check(200, 10, { replica: 'b-2' }),
  check(503, 20, { replica: 'b-2' }),
  check(null, 30, { replica: 'b-2', outcome: 'info' }),
  check(401, 40),
  check(null, 50, { replica: 'b-2', outcome: 'fail', input: 't' }),
  check(429, 60, { replica: 'b-2', input: { session: 't' } }),
  line('fault', [0, 1], { process: 'nemesis' }),
];

test('only measures without an objective: failures by replica, and the longest gaps', () => {
  expect(judge(availability(), LINES)).toEqual({
    verdict: { status: 'valid', examined: 7 },
    summary: '3 of 7 requests failed: availability 57.1 %, longest gap 41 ms (replica b-2)',
    evidence: [
      {
        kind: 'table',
        title: 'Answers by replica',
        columns: ['replica', 'requests', 'failed'],
        rows: [
          ['b-1', 2, 0],
          ['b-2', 5, 3],
        ],
      },
      {
        kind: 'table',
        title: 'Longest times without an answer',
        columns: ['of', 'name', 'from operation', 'to operation', 'ms'],
        rows: [
          ['replica', 'b-2', 3, 7, 41],
          ['session', 's', 3, 5, 21],
          ['session', 't', 6, 7, 11],
        ],
      },
    ],
  });
});
test('is valid without failures, and unknown without requests', () => {
  expect(judge(availability({ minAvailability: 1, maxGapMs: 0 }), [check(200, 0), check(404, 1)])).toEqual({
    verdict: { status: 'valid', examined: 2 },
    summary: '0 of 2 requests failed: availability 100 %',
    evidence: [],
  });
  expect(judge(availability({ minAvailability: 1 }), []).verdict).toEqual({
    status: 'unknown',
    reason: 'no request was recorded',
  });
});
test('holds the share of answers against the objective, and names the replicas below it', () => {
  expect(told(availability({ minAvailability: 4 / 7 - 1e-9 }), LINES)).toEqual([]);
  expect(
    told(availability({ minAvailability: 0.75 }), [
      check(503, 0),
      check(200, 1),
      check(200, 2),
      check(200, 3),
    ]),
  ).toEqual([]);
  expect(told(availability({ minAvailability: 0.6 }), LINES)).toEqual([['unavailable', [3], ['b-2']]]);
  expect(judge(availability({ minAvailability: 0.6 }), LINES).verdict).toMatchObject({
    violations: [{ message: '3 of 7 requests failed: availability is 57.1 %, less than 60 %' }],
  });
});
test('holds the longest gap against the objective, and names the replicas that had one', () => {
  expect(told(availability({ maxGapMs: 41 }), LINES)).toEqual([]);
  expect(told(availability({ maxGapMs: 40 }), LINES)).toEqual([['outage-too-long', [3, 7], ['b-2']]]);
  expect(judge(availability({ maxGapMs: 20 }), LINES).verdict).toMatchObject({
    violations: [
      {
        message: 'replica b-2 had no answer for 41 ms, more than 20 ms (the longest of 2 such gaps)',
        culprits: ['b-2'],
      },
    ],
  });
});
test('counts a gap that the record does not end up to the last failure', () => {
  const lines = [check(503, 0), check(503, 5)];
  expect(judge(availability({ maxGapMs: 5 }), lines).verdict).toMatchObject({
    violations: [
      {
        message: 'session s had no answer for at least 6 ms, more than 5 ms (the longest of 2 such gaps)',
        operations: [0],
      },
    ],
  });
});
