import { expect, test } from 'vitest';
import type { AnyOperation } from '../../history/operation.ts';
import { call } from '../general/test/calls.ts';
import { loadWasOffered } from './load-was-offered.ts';
import {
  around,
  began,
  eachSecond,
  historyOf,
  latency,
  MEASURED,
  offer,
  steady,
  wrong,
} from './test/load-story.ts';

type Told = AnyOperation | readonly AnyOperation[];
const judge = (...told: readonly Told[]) => loadWasOffered().judge(historyOf(...told));
const reasonOf = (...told: readonly Told[]) => {
  const { verdict } = judge(...told);
  return verdict.status === 'unknown' ? verdict.reason : verdict.status;
};

const OFFERED = eachSecond((second) => offer(second));
const offeredWith = (over: Parameters<typeof offer>[1]) => eachSecond((second) => offer(second, over));

test('a load that was sent in time, by a generator at its ease, is valid', () => {
  expect(judge(began(), steady(), OFFERED)).toMatchObject({
    verdict: { status: 'valid', examined: 20 },
    summary: 'steady: 2,000 of 2,000 due were sent, 0 missed, 30 % of a core per thread',
  });
});

test('no load, or none that was recorded, is unknown', () => {
  expect(reasonOf()).toBe('no load was offered');
  expect(reasonOf(steady(), OFFERED)).toBe('no load was offered');
  expect(reasonOf(began())).toContain(
    'steady: no second was recorded after the warm-up; steady: no request was due',
  );
  expect(
    reasonOf(
      began(),
      steady(),
      [0, 1].map((second) => offer(second)),
    ),
  ).toContain('no second was recorded');
});

test('a generator that stopped early is unknown', () => {
  expect(reasonOf(began(), steady(), OFFERED.slice(0, -1))).toBe(
    'steady: only 19 of 20 seconds were recorded',
  );
  expect(reasonOf(began(), steady(), OFFERED.slice(0, -1), offer(5, { due: 0, sent: 0 }))).toContain(
    'only 19 of 20',
  );
});

test('fewer than 99 % sent are unknown, with the figures', () => {
  expect(reasonOf(began(), steady(), offeredWith({ sent: 99 }))).toBe('valid');
  expect(reasonOf(began(), steady(), offeredWith({ sent: 98 }))).toBe(
    'steady: only 1,960 of the 2,000 requests due were sent (98 %; 99 % are needed)',
  );
});

test('more than 1 % missed are unknown, with the figures', () => {
  expect(reasonOf(began(), steady(), offeredWith({ missed: 1 }))).toBe('valid');
  expect(reasonOf(began(), steady(), offeredWith({ missed: 2 }))).toBe(
    'steady: 40 of 2,000 arrivals were missed (2 %; at most 1 % may be)',
  );
});

test('of a closed load nothing is due, so that nothing can be too few or missed', () => {
  const closed = began({ closed: true });
  expect(reasonOf(closed, steady(), offeredWith({ due: 0, sent: 70, missed: 0 }))).toBe('valid');
  expect(reasonOf(closed, steady(), offeredWith({ due: 100, sent: 50, missed: 50 }))).toBe('valid');
  expect(reasonOf(closed, steady(), offeredWith({ cpuShare: 0.9 }))).toContain('90 % of a core per thread');
});

test('of a closed load it is told how much was answered, by the whole seconds', () => {
  expect(judge(began({ closed: true })).summary).toBe('steady: no whole second was recorded');
  const closed = began({ closed: true, durationMs: 21_500 });
  const answered = eachSecond((second) => offer(second, { answered: second === 21 ? 9 : 1240 }));
  expect(judge(closed, steady(), answered).summary).toMatch(
    /^steady: 1,240 a second were answered on 32 connections, /u,
  );
});

test('a generator without a fifth of its processor left is unknown, but for a moment', () => {
  expect(reasonOf(began(), steady(), offeredWith({ cpuShare: 0.79 }))).toBe('valid');
  expect(reasonOf(began(), steady(), offeredWith({ cpuShare: 0.8 }))).toBe(
    'steady: the generator used 80 % of a core per thread in its busiest seconds (it must stay below 80 %)',
  );
  const busyIn = (...seconds: readonly number[]) =>
    eachSecond((second) => offer(second, seconds.includes(second) ? { cpuShare: 1 } : {}));
  expect(reasonOf(began(), steady(), busyIn(4))).toBe('valid');
  expect(reasonOf(began(), steady(), busyIn(4, 9))).toContain('100 % of a core');
});

test("requests that were never answered are the target's, too", () => {
  const none = eachSecond((second) => wrong(second, null, 50, { answer: 'none' }));
  expect(reasonOf(began(), steady(), none, offeredWith({ answered: 50 }))).toBe('valid');
});

const alert = (line: string, stage = 's') => call(0, { f: 'proxy-alert', input: { line }, stage });

test('a proxy that ran out of connections or files is unknown; one that lost its replicas is not the rig', () => {
  const line = '2026/11/21 22:03:04 [warn] 7#7: 8192 worker_connections are not enough';
  expect(reasonOf(began(), steady(), OFFERED, alert(line), alert(line))).toBe(
    `the proxy ran out of resources of its own (2 times): ${line}`,
  );
  expect(
    reasonOf(began(), steady(), OFFERED, alert('[alert] socket() failed (24: Too many open files)')),
  ).toContain('ran out of resources');
  expect(reasonOf(began(), steady(), OFFERED, alert('no live upstreams while connecting to upstream'))).toBe(
    'valid',
  );
  expect(reasonOf(began(), steady(), OFFERED, alert(line, 'another stage'))).toBe('valid');
});

test('a run whose latency grows is unknown where it is meant to stay as it is', () => {
  const growing = steady((_, second) => 10_000 * (1 + second / 10));
  expect(reasonOf(claiming('p99<1s', 'p90<60ms'), growing, OFFERED)).toMatch(
    /^steady: its last third is not like its first: p50 1[\d.]+ ms, then 2[\d.]+ ms \([\d.]+–[\d.]+ times as long, with 99 % confidence\)$/u,
  );
  expect(reasonOf(claiming('p50<60ms', { steady: false }), growing, OFFERED)).toBe('valid');
  expect(reasonOf(claiming('max<60ms', { closed: true }), growing, OFFERED)).toContain('last third');
});
function claiming(...given: readonly (string | Parameters<typeof began>[0])[]) {
  const slos = given.filter((one) => typeof one === 'string');
  return began(Object.assign({ slos }, ...given.filter((one) => typeof one === 'object')));
}

test('a growth far below every limit that is claimed of it does not matter', () => {
  const growing = steady((_, second) => 10_000 * (1 + second / 10));
  expect(reasonOf(claiming('p50<1s', 'p99<2s'), growing, OFFERED)).toBe('valid');
  // The median is not what a p10 is about, and where no latency is claimed none matters.
  expect(reasonOf(claiming('p10<20ms'), growing, OFFERED)).toBe('valid');
  expect(reasonOf(claiming('errors<1%'), growing, OFFERED)).toBe('valid');
});

test('a run too short to tell whether it was settled is unknown', () => {
  const short = claiming('p50<1s', { durationMs: 16_000 });
  expect(reasonOf(short, steady().filter(isBefore(16)), OFFERED.filter(isBefore(16)))).toBe(
    'steady: only 14 seconds were measured; 15 are needed to tell whether the run was settled',
  );
  const longer = claiming('p50<1s', { durationMs: 17_000 });
  expect(reasonOf(longer, steady().filter(isBefore(17)), OFFERED.filter(isBefore(17)))).toBe('valid');
});
const isBefore =
  (end: number) =>
  ({ input }: AnyOperation) =>
    'second' in input && input.second < end;

test('what happened in the warm-up does not matter', () => {
  const cold = [0, 1].map((second) =>
    offer(second, { sent: 0, missed: 100, cpuShare: 1, loopLagMsP99: 500 }),
  );
  expect(reasonOf(began(), steady(), OFFERED, cold)).toBe('valid');
});

test('a record that cannot be read is unknown', () => {
  const broken = latency(4, 'b-1', around(10_000, 9, 4), { latency: 'HISTFAAA' });
  expect(reasonOf(began(), steady(), OFFERED, broken)).toBe(
    'steady: the histogram of second 4 of me (b-1) cannot be read',
  );
});

test('one load of two that was not offered is enough', () => {
  const named = (ops: readonly AnyOperation[]) =>
    ops.map((op) => ({ ...op, input: { ...op.input, load: 'spike' } }) as AnyOperation);
  const told = [began(), steady(), OFFERED, began({ load: 'spike' }), named(steady())];
  expect(reasonOf(...told, named(OFFERED))).toBe('valid');
  expect(reasonOf(...told, named(offeredWith({ missed: 50 })))).toContain(
    'spike: 1,000 of 2,000 arrivals were missed',
  );
});

test('the table has the figures of each load', () => {
  const [table] = judge(began(), steady(), OFFERED).evidence;
  expect(table).toMatchObject({ rows: [['steady', MEASURED.length, 2000, 2000, 0, 0.3, 0.3, 1.5]] });
});
