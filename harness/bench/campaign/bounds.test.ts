import { expect, test } from 'vitest';
import type { SavedRun } from '../../scenario/record.ts';
import { checkOf, meCall, runOf, scenarioOf } from '../../report/test-runs.ts';
import { boundsOf } from './bounds.ts';
import { count, reasonsOf, type ScenarioTally, tallyText } from './tally.ts';

const table = (columns: string[], ...rows: (string | number | null)[][]) => ({
  kind: 'table' as const,
  title: '',
  columns,
  rows,
});
const ends = table(
  ['stream', 'last seen after it (ms)', 'allowed (ms)'],
  ['x', 30, 1500],
  ['y', 900, 1500],
  ['z', null, 1500],
);
const way = table(
  ['stream', 'lag p99 (ms)', 'lag max (ms)', 'late'],
  ['x', 2, 40, 'in time'],
  ['y', 1, 20, 'in time'],
);
const scenario = scenarioOf('s', [
  checkOf('ends', '', { evidence: [ends] }),
  checkOf('timely', '', { evidence: [way] }),
]);
const history = {
  operations: [meCall(1), meCall(2, { completedNs: 1_080e6 + 25e6 })],
  stages: [{ stage: '', driver: 'process', replicas: [], settings: {}, streamReadTimeoutS: 60, planted: [] }],
};

test('bounds are what checks report beside what they allow, and those of calls and boots', () => {
  expect(boundsOf(scenario, history)).toEqual([
    { bound: 'ends: last seen after it', usedMs: 30, allowedMs: 1500 },
    { bound: 'ends: last seen after it', usedMs: 900, allowedMs: 1500 },
    { bound: 'longest way of an event', usedMs: 40, allowedMs: 500 },
    { bound: 'longest answer', usedMs: 25, allowedMs: 10_000 },
    { bound: 'longest boot', usedMs: 812.4, allowedMs: 30_000 },
  ]);
});

test('a tally counts each status and keeps the bound of which most was used', () => {
  const bounds = boundsOf(scenario, history);
  const after = (before: ScenarioTally | undefined, seed: string) =>
    count(before, { scenario, bounds, seed });
  const tally = after(after(undefined, 'aa'), 'bb');
  expect(tally).toMatchObject({ valid: 2, invalid: 0, tightest: { usedMs: 900, seed: 'aa' } });
  const unknown = count(tally, {
    scenario: scenarioOf('s', [], { status: 'unknown' }),
    bounds: [],
    seed: 'cc',
  });
  expect(tallyText([unknown])).toEqual([
    's    valid 2  unknown 1  invalid 0  at most 60.0 % of a bound: ends: last seen after it 900 ms of 1.5 s (seed aa)',
    'all  valid 2  unknown 1  invalid 0',
  ]);
});

test('a run that is not valid says why, for each scenario', () => {
  const run: SavedRun = runOf([scenario, scenarioOf('t', [], { status: 'unknown', reason: 'no traffic' })], {
    status: 'unknown',
  });
  expect(reasonsOf(run)).toEqual(['t unknown: t: no traffic']);
});
