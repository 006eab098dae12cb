import { expect, test } from 'vitest';
import { countOf, maxUs } from '../buckets.ts';
import { decodeBuckets } from '../decode-buckets.ts';
import type { LoadSecond } from './load-second.ts';
import type { ThreadGauges, ThreadReport } from './messages.ts';
import { keyOf, missedKeyOf, NOBODY, OTHER, SampleBatch } from './samples.ts';
import { gatherSeconds } from './seconds.ts';

const RIGHT_BY_1 = keyOf(0, 0, 2, true);

type Sample = readonly [second: number, key: number, latencyUs?: number, serviceUs?: number];

/** What a thread tells: samples, and before which second all is over. */
function report(
  settledBefore: number,
  samples: readonly Sample[],
  gauges: Partial<ThreadGauges> = {},
): ThreadReport {
  const batch = new SampleBatch(100);
  for (const [second, key, latencyUs = 10, serviceUs = latencyUs] of samples)
    batch.add(second, key, latencyUs, serviceUs);
  const told = {
    second: 0,
    waitingMax: 0,
    inFlightMax: 0,
    cpuShare: 0,
    loopLagMsP90: 0,
    loopLagMsP99: 0,
    ...gauges,
  };
  const isLast = settledBefore === Infinity;
  return { kind: 'report', samples: batch.take(), settledBefore, gauges: told, failures: [], isLast };
}

function gathering(threads = 1) {
  const seconds: LoadSecond[] = [];
  const gather = gatherSeconds({
    operations: ['me', 'health'],
    replicas: ['b-1', 'b-2'],
    threads,
    onSecond: (second) => seconds.push(second),
  });
  return { gather, seconds, numbers: () => seconds.map(({ second }) => second) };
}

test('a second is told once nothing of it is open, in order, with none left out', () => {
  const { gather, numbers, seconds } = gathering();
  gather(
    0,
    report(0, [
      [2, RIGHT_BY_1],
      [0, RIGHT_BY_1],
    ]),
  );
  expect(numbers()).toEqual([]);
  gather(0, report(2, []));
  expect(numbers()).toEqual([0, 1]);
  gather(0, report(3, [[2, RIGHT_BY_1]]));
  expect(seconds.map(({ due }) => due)).toEqual([1, 0, 2]);
});

test('a second waits for the thread that is late, and has the samples of both', () => {
  const { gather, numbers, seconds } = gathering(2);
  gather(
    0,
    report(5, [
      [0, RIGHT_BY_1],
      [4, RIGHT_BY_1],
    ]),
  );
  expect(numbers()).toEqual([]);
  gather(1, report(1, [[0, RIGHT_BY_1]]));
  expect(seconds).toMatchObject([{ second: 0, due: 2 }]);
  gather(1, report(5, [[3, RIGHT_BY_1]]));
  expect(seconds.map(({ due }) => due)).toEqual([2, 0, 0, 1, 1]);
});

test('the last reports tell all that is left, up to the last second that has something', () => {
  const { gather, numbers } = gathering(2);
  gather(0, report(Infinity, [[1, RIGHT_BY_1]]));
  expect(numbers()).toEqual([]);
  gather(1, report(Infinity, [[3, RIGHT_BY_1]]));
  expect(numbers()).toEqual([0, 1, 2, 3]);
});

test('two reports of one second are one second', () => {
  const { gather, seconds } = gathering();
  gather(0, report(0, [[0, RIGHT_BY_1, 30]], { inFlightMax: 7 }));
  gather(0, report(Infinity, [[0, RIGHT_BY_1, 50]], { inFlightMax: 3 }));
  expect(seconds).toMatchObject([{ due: 2, inFlightMax: 7 }]);
  const [slice] = seconds[0]?.latencies ?? [];
  expect(slice?.count).toBe(2);
  expect(maxUs(decodeBuckets(slice?.latency ?? '')!)).toBe(50);
});

test('gauges are those of the worst thread, each by itself', () => {
  const { gather, seconds } = gathering(2);
  gather(0, report(Infinity, [[0, RIGHT_BY_1]], { cpuShare: 0.9, loopLagMsP99: 1, waitingMax: 4 }));
  gather(1, report(Infinity, [], { cpuShare: 0.2, loopLagMsP99: 6, inFlightMax: 5 }));
  expect(seconds).toMatchObject([{ cpuShare: 0.9, loopLagMsP99: 6, waitingMax: 4, inFlightMax: 5 }]);
});

test('gauges are of the second in which they were told, and of those before in which nothing was', () => {
  const { gather, seconds } = gathering();
  const each = [0, 1, 2, 3, 4].map((second): Sample => [second, RIGHT_BY_1]);
  gather(0, report(0, [], { second: 0, cpuShare: 0.1 }));
  // It stood still for three seconds.
  gather(0, report(0, each, { second: 3, cpuShare: 0.3, loopLagMsP99: 2900 }));
  gather(0, report(Infinity, [], { second: 4, cpuShare: 0.4 }));
  expect(seconds.map(({ cpuShare }) => cpuShare)).toEqual([0.1, 0.3, 0.3, 0.3, 0.4]);
  expect(seconds.map(({ loopLagMsP99 }) => loopLagMsP99)).toEqual([0, 2900, 2900, 2900, 0]);
});

test('what an arrival was is told by operation, replica, answer and rightness', () => {
  const { gather, seconds } = gathering();
  const keys = [RIGHT_BY_1, keyOf(1, 1, 5, false), keyOf(0, OTHER, 4, false), keyOf(1, NOBODY, 0, false)];
  gather(0, report(Infinity, [...keys.map((key): Sample => [0, key]), [0, RIGHT_BY_1]]));
  const told = seconds[0]?.latencies.map(({ operation, replica, answer, right, count }) =>
    [operation, replica, answer, right, count].join(' '),
  );
  expect(told).toEqual([
    'me b-1 2xx true 2',
    'health b-2 5xx false 1',
    'me  4xx false 1',
    'health  none false 1',
  ]);
  expect(seconds).toMatchObject([{ due: 5, sent: 5, missed: 0, answered: 4 }]);
});

test('a missed arrival was due and not sent, and has no latency', () => {
  const { gather, seconds } = gathering();
  gather(
    0,
    report(Infinity, [
      [0, missedKeyOf(0), 9e6, 0],
      [0, RIGHT_BY_1, 70, 30],
    ]),
  );
  expect(seconds).toMatchObject([{ due: 2, sent: 1, missed: 1, answered: 1 }]);
  expect(seconds[0]?.latencies).toHaveLength(1);
  expect([seconds[0]?.sendLagUsP99, seconds[0]?.sendLagUsMax]).toEqual([40, 40]);
});

test('latencies from the due time and from sending are kept apart, and what lies between is the lag', () => {
  const { gather, seconds } = gathering();
  const samples = Array.from({ length: 100 }, (_, at): Sample => [
    0,
    RIGHT_BY_1,
    1000 + at,
    at < 99 ? 1000 : 100,
  ]);
  gather(0, report(Infinity, samples));
  const [slice] = seconds[0]?.latencies ?? [];
  const [latency, service] = [slice?.latency, slice?.service].map((text) => decodeBuckets(text ?? '')!);
  expect(countOf(latency!)).toBe(100);
  expect(maxUs(service!)).toBeLessThan(1010);
  expect(seconds[0]?.sendLagUsP99).toBeLessThan(110);
  expect(seconds[0]?.sendLagUsMax).toBeGreaterThan(990);
});
