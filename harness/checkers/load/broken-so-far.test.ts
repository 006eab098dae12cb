import { expect, test } from 'vitest';
import type { AnyOperation } from '../../history/operation.ts';
import { brokenSoFar } from './broken-so-far.ts';
import { sloHolds } from './slo-holds.ts';
import { loadWasOffered } from './load-was-offered.ts';
import { began, eachSecond, historyOf, offer, steady } from './test/load-story.ts';

const upTo = (seconds: number) =>
  [...eachSecond((second) => offer(second)), ...steady()].filter(
    (op: AnyOperation) => 'second' in op.input && op.input.second < seconds,
  );
const long = (slo: string) => began({ slos: [slo], durationMs: 600_000 });
const soFar = (slo: string, seconds: number) =>
  brokenSoFar(historyOf(long(slo), upTo(seconds)), { stage: 's', load: 'steady', seconds });

test('what is broken beyond doubt is told while the load is still offered', () => {
  expect(soFar('p50<5ms', 15)).toBe('p50<5ms');
  expect(soFar('p50<50ms', 15)).toBeNull();
});

test('what may be chance is not told: it is looked for again and again', () => {
  expect(soFar('p50<8.4ms', 15)).toBeNull();
});

test('a load is judged by itself, not by others that ran, be it in another stage', () => {
  const called = (load: string) => (op: AnyOperation) =>
    ({ ...op, input: { ...op.input, load } }) as AnyOperation;
  const ops = [long('p50<5ms'), ...upTo(15)];
  const healthy = [long('p50<50ms'), ...upTo(15)];
  const other = historyOf(ops.map(called('other')), healthy);
  expect(brokenSoFar(other, { stage: 's', load: 'steady', seconds: 15 })).toBeNull();
  expect(brokenSoFar(other, { stage: 's', load: 'other', seconds: 15 })).toBe('p50<5ms');
  const elsewhere = historyOf(
    ops.map((op) => ({ ...op, stage: 'before' })),
    healthy,
  );
  expect(brokenSoFar(elsewhere, { stage: 's', load: 'steady', seconds: 15 })).toBeNull();
});

test('seconds that are still to come are no seconds: ten are needed', () => {
  expect(soFar('p50<5ms', 11)).toBeNull();
  expect(soFar('errors<0.1%', 11)).toBeNull();
});

test('a load that was not announced is not judged', () => {
  expect(brokenSoFar(historyOf(upTo(15)), { stage: 's', load: 'steady', seconds: 15 })).toBeNull();
});

test('what was stopped is judged by what came before, and was offered as it should be', () => {
  const stop = {
    ...began(),
    f: 'load-stop',
    input: { load: 'steady', second: 20, why: 'p50<5ms is broken' },
  };
  const history = historyOf(long('p50<5ms'), upTo(20), stop as AnyOperation);
  expect(sloHolds().judge(history).verdict.status).toBe('invalid');
  const { verdict, summary } = loadWasOffered().judge(history);
  expect(verdict.status).toBe('valid');
  expect(summary).toContain('stopped early: p50<5ms is broken');
});
