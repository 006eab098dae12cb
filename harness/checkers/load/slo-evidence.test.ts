import { expect, test } from 'vitest';
import { historyEvent } from '../../history/event.ts';
import type { AnyOperation } from '../../history/operation.ts';
import { pairEvents } from '../../history/pair.ts';
import { sloHolds } from './slo-holds.ts';
import { ALL_WELL, judge, reasonOf, statusOf, tableOf, verdictOn, violationOf } from './test/judged-slos.ts';
import {
  around,
  began,
  eachSecond,
  encoded,
  historyOf,
  latency,
  offer,
  steady,
  wrong,
} from './test/load-story.ts';

test.each([
  ['cannot be read', { latency: 'HISTFAAA' }],
  ['cannot be read', { service: '!!' }],
  ['holds 1 of 5 answers', { count: 5 }],
  ['holds 2 of 1 answers', { latency: encoded([9000, 9000]) }],
  ['holds 3 of 1 answers', { service: encoded([9000, 9000, 9000]) }],
  ['counts -1 answers', { count: -1 }],
  ['counts 0.5 answers', { count: 0.5 }],
  ['is no whole second', { second: 4.5 }],
])('a record that %s leaves all open, also what is far beyond its limit', (sentence, over) => {
  expect(reasonOf('p99<5ms', ALL_WELL, latency(4, 'b-1', [9000], over))).toEqual(
    expect.stringContaining(sentence),
  );
});

test('a second beyond the end of the load is none of it', () => {
  expect(statusOf('max<200ms', ALL_WELL, latency(1e12, 'b-1', [900_000]))).toBe('valid');
});

test('what was recorded beyond the end, or in the warm-up, is in no table', () => {
  const beyond = [
    latency(1e12, 'b-1', [900_000]),
    latency(1, 'b-1', [900_000]),
    offer(1e12, { missed: 999 }),
  ];
  const tables = (...more: readonly AnyOperation[]) =>
    judge('errors<5%', ALL_WELL, more).evidence.filter(({ kind }) => kind === 'table');
  expect(tables(...beyond)).toEqual(tables());
});

test('answers longer than can be measured have no upper end', () => {
  const endless = eachSecond((second) => latency(second, 'b-1', [90e6, 90e6]));
  expect(reasonOf('max<67.1s', began(), endless)).toBe(
    'max is of answers that took longer than can be measured',
  );
  expect(reasonOf('mean<67.1s', began(), endless)).toContain('took longer than can be measured');
  expect(statusOf('max<60s', began(), endless)).toBe('invalid');
  expect(statusOf('mean<60s', began(), endless)).toBe('invalid');
});

test('a last second that the load did not fill lowers no rate', () => {
  const told = [began({ durationMs: 22_300 }), steady(), latency(22, 'b-1', around(10_000, 30, 22))];
  expect(tableOf(judge('rate>90', ...told), /objectives/u)[0]).toMatchObject({ observed: '105/s' });
});

test('a second without any answer lowers the rate', () => {
  const gaps = steady().filter(({ input }) => 'second' in input && input.second % 2 === 0);
  expect(
    tableOf(
      judge(
        'rate>90',
        began(),
        gaps,
        eachSecond((second) => offer(second)),
      ),
      /objectives/u,
    )[0],
  ).toMatchObject({
    observed: '52.5/s',
    verdict: 'broken',
  });
});

test('a second of which nothing was recorded says nothing of the rate', () => {
  const gaps = steady().filter(({ input }) => 'second' in input && input.second < 15);
  expect(tableOf(judge('rate>90', began(), gaps), /objectives/u)[0]).toMatchObject({
    observed: '105/s',
    verdict: 'holds',
  });
});

test('it points at the seconds where most answers were beyond the limit', () => {
  const told = [began(), steady(), latency(7, 'b-1', [300_000, 300_000]), latency(9, 'b-2', [300_000])];
  expect(violationOf('max<200ms', ...told)).toMatchObject({ operations: [61, 62] });
  const failing = [wrong(4, 'b-1', 90), wrong(5, 'b-1', 200), wrong(6, 'b-1', 100), wrong(7, 'b-1', 99)];
  expect(violationOf('errors<1%', began(), steady(), failing)).toMatchObject({ operations: [62, 63, 64] });
});

test('each load is judged by itself, and one that is broken is enough', () => {
  const spike = steady(() => 90_000).map(
    (op) => ({ ...op, input: { ...op.input, load: 'spike' } }) as AnyOperation,
  );
  expect(statusOf('p50<20ms', ALL_WELL)).toBe('valid');
  expect(verdictOn('p50<20ms', ALL_WELL, began({ load: 'spike' }), spike)).toMatchObject({
    status: 'invalid',
    violations: [{ message: expect.stringContaining('of spike.') }],
  });
});

test('the table of replicas has their right and wrong answers and their latencies', () => {
  const told = [
    began(),
    eachSecond((second) => [latency(second, 'b-1', [10_000, 20_000]), wrong(second, 'b-1', 1)]),
  ];
  expect(tableOf(judge('p50<50ms', ...told), /Latency/u)).toEqual([
    {
      operation: 'me',
      replica: 'b-1',
      right: 40,
      wrong: 20,
      'p50 (ms)': 10.01,
      'p95 (ms)': 20.02,
      'p99 (ms)': 20.02,
      'max (ms)': 20.02,
      'p50 from sending (ms)': 9.007,
      'p99 from sending (ms)': 18.02,
    },
  ]);
});

test('the table of objectives has what is broken first, with its margin', () => {
  const [first, second, third] = tableOf(judge('p50<20ms p99.9<1s p50<5ms', ALL_WELL), /objectives/u);
  expect([first, second, third].map((row) => row?.['verdict'])).toEqual(['broken', 'undecided', 'holds']);
  expect(first).toMatchObject({ SLO: 'p50<5ms', limit: '5ms', load: 'steady', samples: 2100 });
  expect(first?.['margin']).toMatch(/^-\d+ %$/u);
  expect(second).toMatchObject({ 'samples needed': 3688 });
});

test('a history that was written and read again is judged alike', () => {
  const { operations, stages } = historyOf(began({ slos: ['p99<100ms', 'rate>90'] }), ALL_WELL.slice(1));
  const lines = operations.map((op) =>
    historyEvent.parse({ ...op, tNs: op.invokedNs, type: 'ok', value: op.input }),
  );
  const check = sloHolds();
  expect(check.judge({ operations: pairEvents(lines), stages })).toEqual(check.judge({ operations, stages }));
});
