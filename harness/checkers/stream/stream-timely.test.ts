import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AnyOperation } from '../../history/operation.ts';
import { streamTimely } from './stream-timely.ts';
import { playLog, logs } from './test/simulated-log.ts';
import { connected, ended, event, historyOf, open, publish, stageOf } from './test/stream-history.ts';

const { judge } = streamTimely();
const COUNT = 20;
const published = Array.from({ length: COUNT }, (_, at) =>
  publish(1000 + 100 * at, `p-${at}`, 'b-1', { id: `1-${at}` }),
);

/** A stream of all twenty events, each shown at the instant that the function names. */
const stream = (
  name: string,
  replica: string,
  arrivalMs: (publishedMs: number, at: number) => number | null,
  { route = 'balancer', tookMs = 10 } = {},
): AnyOperation[] => [
  open(0, name, replica, { route, tookMs }),
  connected(tookMs + 5, name),
  ...published.flatMap((_, at) => {
    const atMs = arrivalMs(1000 + 100 * at, at);
    return atMs === null ? [] : [event(atMs, name, `p-${at}`, { id: `1-${at}` })];
  }),
  ended(6000, name),
];
const inTime = (ms: number): number => ms + 12;
const inOneBurst = (_: number, at: number): number => 4000 + at;
const violations = (...streams: readonly AnyOperation[][]) => {
  const { verdict } = judge(historyOf([...published, ...streams.flat()]));
  return verdict.status === 'invalid' ? verdict.violations : verdict.status;
};
const direct = (replica: string, arrivalMs: (publishedMs: number, at: number) => number = inTime) =>
  stream(`d-${replica}`, replica, arrivalMs, { route: replica });

test('events in time on either route are timely, also where the stream is faster than the acknowledgement', () => {
  expect(
    violations(
      direct('b-1', (ms) => ms + 2),
      stream('p', 'b-2', inTime),
    ),
  ).toBe('valid');
});

test('events late through the balancer and in time straight from the replica are buffered by the proxy', () => {
  expect(violations(direct('b-1'), stream('p', 'b-1', inOneBurst))).toEqual([
    {
      anomaly: 'buffered',
      message:
        '1 of 2 streams are held back (late is over 500 ms): the median lag is 2000 ms through the balancer and 2 ms ' +
        'straight from the replicas; headers took up to 10 ms, up to 20 events published at least 100 ms apart arrived ' +
        'within 50 ms of one another.',
      operations: [1],
      culprits: ['proxy'],
      cause: expect.stringContaining('the proxy buffers the stream'),
    },
  ]);
});

test('events late straight from the replica too are held back by the application there', () => {
  const late = stream('p', 'b-1', inOneBurst);
  expect(violations(direct('b-1', inOneBurst), direct('b-2'), late)).toMatchObject([
    {
      anomaly: 'buffered',
      culprits: ['b-1'],
      cause: expect.stringContaining('the application holds bytes back'),
    },
  ]);
});

test('events late on a system that cannot be spoken to directly are blamed on neither alone', () => {
  const stage = stageOf({ replicas: [{ name: 'b-1', upstream: null, direct: false }] });
  const { verdict } = judge(historyOf([...published, ...stream('p', 'b-1', inOneBurst)], stage));
  expect(verdict).toMatchObject({ status: 'invalid', violations: [{ culprits: [] }] });
});

test('events that never arrive through the balancer while direct streams have them are late', () => {
  expect(
    violations(
      direct('b-1'),
      stream('p', 'b-1', () => null),
    ),
  ).toMatchObject([{ culprits: ['proxy'], message: expect.stringContaining('20 events never arrived') }]);
});

test('headers that wait for the first event are late on their own', () => {
  const slow = { tookMs: 900 };
  const streams = [stream('p', 'b-1', inTime, slow), stream('q', 'b-2', inTime, slow)];
  expect(violations(direct('b-1'), ...streams)).toMatchObject([{ anomaly: 'buffered', culprits: ['proxy'] }]);
});

test('a stream whose headers never came is held back', () => {
  const waiting = (name: string) => [open(0, name, null, { route: 'balancer', status: null, tookMs: 9000 })];
  expect(violations(direct('b-1'), stream('p', 'b-1', inTime), waiting('q'), waiting('r'))).toMatchObject([
    { culprits: ['proxy'] },
  ]);
});

test('one hiccup, of four late events or of one slow opening, is no verdict', () => {
  const hiccup = stream('p', 'b-1', (ms, at) => (at < 4 ? 2500 + at : inTime(ms)));
  expect(
    violations(
      direct('b-1'),
      hiccup,
      stream('q', 'b-1', inTime, { tookMs: 800 }),
      stream('r', 'b-2', inTime),
    ),
  ).toBe('valid');
});

test('on a machine whose own calls are slow, late starts later', () => {
  const slow = Array.from({ length: COUNT }, (_, at) =>
    publish(1000 + 100 * at, `p-${at}`, 'b-1', { tookMs: 600 }),
  );
  const { verdict } = judge(historyOf([...slow, ...direct('b-1'), ...stream('p', 'b-1', (ms) => ms + 3000)]));
  expect(verdict.status).toBe('valid');
});

test('a stream that is late as a rule is told where the tail of the calls is long', () => {
  const tail = Array.from({ length: COUNT }, (_, at) =>
    publish(1000 + 100 * at, `p-${at}`, 'b-1', { id: `1-${at}`, tookMs: at === 0 ? 900 : 10 }),
  );
  const lagging = (lagMs: number) => {
    const streams = [...direct('b-1'), ...stream('p', 'b-1', (ms) => ms + 10 + lagMs)];
    return judge(historyOf([...tail, ...streams])).verdict;
  };
  const message = expect.stringContaining('(late is over 4500 ms, or half of the events over 500 ms)');
  expect(lagging(501)).toMatchObject({ violations: [{ culprits: ['proxy'], message }] });
  expect(lagging(499).status).toBe('valid');
});

test('a publish without an answer is timed for nobody', () => {
  const unanswered = published.map((op) => ({ ...op, outcome: 'info' as const, status: null }));
  const { verdict } = judge(historyOf([...unanswered, ...direct('b-1'), ...stream('p', 'b-1', inOneBurst)]));
  expect(verdict.status).toBe('unknown');
});

test('unknown when a route carried fewer than ten events, or nothing was streamed', () => {
  const few = (_: number, at: number) => (at < 5 ? 1000 + 100 * at : null);
  expect(violations(direct('b-1'), stream('p', 'b-1', few).slice(0, 4).concat(ended(1150, 'p')))).toBe(
    'unknown',
  );
  expect(violations(stream('p', 'b-1', inTime))).toBe('unknown');
  expect(violations(direct('b-1'))).toBe('unknown');
  expect(violations()).toBe('unknown');
});

test('what a replica shows to nobody, straight or through the proxy, is not held back by the proxy', () => {
  const nothing = (): null => null;
  const deaf = stream('d-b-2', 'b-2', nothing, { route: 'b-2' });
  expect(violations(direct('b-1'), deaf, stream('p-1', 'b-1', inTime), stream('p-2', 'b-2', nothing))).toBe(
    'valid',
  );
});

test('missing openings, unnamed replicas and missing answers are judged without an error', () => {
  const damaged = [...direct('b-1'), ...stream('p', 'b-1', inOneBurst)]
    .filter(({ f }) => f !== 'stream')
    .map((op) => ({ ...op, replica: null, output: null }));
  expect(violations(damaged)).not.toBe('valid');
});

test('the evidence has a row for each stream with its route, replica and lags', () => {
  const { evidence } = judge(historyOf([...published, ...direct('b-1'), ...stream('p', 'b-1', inOneBurst)]));
  expect(evidence[0]).toMatchObject({
    rows: [
      ['d-b-1', 'b-1', 'b-1', 'raw', 10, 15, 20, 0, 2, 2, 2, 'in time'],
      ['p', 'balancer', 'b-1', 'raw', 10, 15, 20, 0, 2000, 2990, 2990, 'late'],
    ],
  });
});

test('a correct log with short delays is never late, whatever the streams', () => {
  fc.assert(
    fc.property(logs, (log) => {
      expect(judge(historyOf(playLog(log))).verdict.status).not.toBe('invalid');
    }),
    { numRuns: 3000 },
  );
}, 120_000);
