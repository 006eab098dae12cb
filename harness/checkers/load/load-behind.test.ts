import { expect, test } from 'vitest';
import type { AnyOperation } from '../../history/operation.ts';
import { call, stageOf } from '../general/test/calls.ts';
import { loadBehind } from './load-behind.ts';
import { began, eachSecond, historyOf, offer, steady, wrong } from './test/load-story.ts';

const behind = (ops: readonly AnyOperation[]) =>
  ops.map((op) => ({ ...op, input: { ...op.input, load: 'behind' } }) as AnyOperation);
const LOAD = behind([
  began({ warmUpMs: 0 }),
  ...eachSecond((second) => offer(second)),
  ...steady(),
  wrong(5, 'b-1', 10),
]);
const judge = (...operations: readonly (AnyOperation | readonly AnyOperation[])[]) =>
  loadBehind().judge(historyOf(...operations));

test('what a load behind a scenario met is told, and claims nothing', () => {
  expect(judge(LOAD)).toMatchObject({
    verdict: { status: 'valid' },
    summary: expect.stringMatching(/^behind s: 2,\d\d\d of 2,000 answered rightly/u) as string,
  });
});

test('another load of the stage is another matter', () => {
  const other = [began(), ...eachSecond((second) => offer(second)), ...steady()];
  expect(judge(LOAD, other).summary).toBe(judge(LOAD).summary);
});

test('a stage without its load is unknown', () => {
  expect(judge([]).verdict).toEqual({ status: 'unknown', reason: 'no load was recorded behind s' });
  expect(judge(behind([began({ warmUpMs: 0 })])).verdict).toEqual({
    status: 'unknown',
    reason: 'no load was recorded behind s',
  });
  const other = loadBehind().judge({ ...historyOf(LOAD), stages: [stageOf(), stageOf({ stage: 'other' })] });
  expect(other.verdict).toEqual({ status: 'unknown', reason: 'no load was recorded behind other' });
});

test('the faults are drawn where they were, on the time of the load', () => {
  const input = { name: 'kill 1', kind: 'kill', targets: ['b-2'], what: 'kill -9 of b-2' };
  const history = historyOf(
    LOAD,
    call(4000, { f: 'fault', input }, 500),
    call(7000, { f: 'heal', input }, 1000),
    call(9000, { f: 'fault', input: { ...input, name: 'kill 2' }, outcome: 'info' }, 100),
    call(2000, { f: 'fault', input, stage: 'other' }, 100),
  );
  const charts = loadBehind()
    .judge(history)
    .evidence.filter((one) => one.kind === 'chart');
  expect(charts[0]?.bands).toEqual([
    { from: 4, to: 8, label: 'kill b-2', tone: 'bad' },
    { from: 9, to: null, label: 'kill b-2', tone: 'bad' },
  ]);
  expect(charts.at(-1)?.title).toContain('Distribution');
  expect(charts.at(-1)?.bands).toBeUndefined();
});

test('a fault that was over before the load began is not drawn', () => {
  const input = { name: 'kill 1', kind: 'kill', targets: ['b-2'], what: 'kill -9 of b-2' };
  const late = LOAD.map((op) => (op.f === 'load' ? { ...op, invokedNs: 5e9, completedNs: 5e9 } : op));
  const history = historyOf(
    late,
    call(1000, { f: 'fault', input }, 500),
    call(2000, { f: 'heal', input }, 1000),
  );
  const [chart] = loadBehind()
    .judge(history)
    .evidence.filter((one) => one.kind === 'chart');
  expect(chart?.bands).toEqual([]);
});

test('what cannot be read is unknown', () => {
  const [first, ...rest] = LOAD;
  const broken = {
    ...rest.find(({ f }) => f === 'load-latency')!,
    input: { ...rest.find(({ f }) => f === 'load-latency')!.input, latency: '?' },
  };
  expect(judge([first!, ...rest, broken as AnyOperation]).verdict.status).toBe('unknown');
});
