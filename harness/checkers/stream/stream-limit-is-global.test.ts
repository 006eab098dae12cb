import { expect, test } from 'vitest';
import type { AnyOperation, Operation } from '../../history/operation.ts';
import { streamLimitIsGlobal } from './stream-limit-is-global.ts';
import { ended, historyOf, open, stageOf } from './test/stream-history.ts';

const stage = stageOf({ settings: { MAX_STREAMS: 2 } });
const verdict = (operations: readonly AnyOperation[]) =>
  streamLimitIsGlobal().judge(historyOf(operations, stage)).verdict;
const denied = (
  atMs: number,
  name: string,
  replica: string,
  code: string | null = 'TOO_MANY_STREAMS',
): Operation<'stream'> => ({ ...open(atMs, name, replica, { status: 429 }), code });
const full = [
  open(0, 's-1', 'b-1'),
  open(20, 's-2', 'b-2'),
  denied(40, 'd-1', 'b-1'),
  denied(40, 'd-2', 'b-2'),
];
const replaced = [ended(100, 's-1'), open(200, 's-3', 'b-2')];

test('is valid when one more is refused everywhere, and a place that is free is given', () => {
  expect(verdict([...full, ...replaced])).toEqual({ status: 'valid', examined: 2 });
});

test('a limit that each replica counts for itself', () => {
  const more = [
    open(60, 's-4', 'b-1'),
    open(60, 's-5', 'b-2'),
    denied(80, 'd-3', 'b-1'),
    denied(80, 'd-4', 'b-2'),
  ];
  expect(verdict([open(0, 's-1', 'b-1'), open(20, 's-2', 'b-2'), ...more])).toMatchObject({
    violations: [
      {
        anomaly: 'over-admission',
        operations: [0, 1, 2, 3],
        culprits: ['b-1', 'b-2'],
        cause: 'each replica counts for itself',
      },
    ],
  });
});

test('no limit at all, and one that is passed by those who ask at the same time', () => {
  const three = [open(0, 's-1', 'b-1'), open(0, 's-2', 'b-1'), open(0, 's-3', 'b-1')];
  expect(verdict(three)).toMatchObject({ violations: [{ cause: 'the number of streams is not limited' }] });
  expect(verdict([...three, denied(40, 'd-1', 'b-1')])).toMatchObject({
    violations: [{ cause: expect.stringContaining('not atomic') }],
  });
});

test('a stream that ended as another opened was not open beside it', () => {
  expect(verdict([...full, ended(100, 's-1'), open(95, 's-3', 'b-2')]).status).not.toBe('invalid');
});

test('a refusal with places free for more than a second is wrong, one that comes sooner is not', () => {
  const late = [...full, ended(100, 's-1'), denied(1700, 'd-9', 'b-2')];
  expect(verdict(late)).toMatchObject({
    violations: [
      { anomaly: 'wrongful-denial', culprits: ['b-2'], cause: expect.stringContaining('not given back') },
    ],
  });
  expect(verdict([...full, ended(100, 's-1'), denied(1500, 'd-9', 'b-2')]).status).toBe('unknown');
  expect(verdict([open(0, 's-1'), denied(40, 'd-1', 'b-1')])).toMatchObject({
    violations: [{ anomaly: 'wrongful-denial', cause: expect.stringContaining('counted') }],
  });
});

test('another code is found, and refusals for other reasons are none', () => {
  expect(verdict([...full, denied(60, 'd-3', 'b-1', 'RATE_LIMITED')])).toMatchObject({
    violations: [{ anomaly: 'wrong-error-code' }],
  });
  expect(verdict([open(0, 's-1'), { ...open(40, 'd-1'), status: 401 }]).status).toBe('unknown');
});

test('is unknown when nobody held so many, a replica never refused, or no place was taken again', () => {
  expect(verdict([]).status).toBe('unknown');
  expect(verdict([open(0, 's-1', 'b-1')])).toMatchObject({
    reason: 'no user held as many streams as are allowed',
  });
  expect(verdict([...full.slice(0, 3), ...replaced])).toMatchObject({ reason: 'b-2 never refused a stream' });
  expect(verdict(full)).toMatchObject({ reason: expect.stringContaining('in the place') });
});
