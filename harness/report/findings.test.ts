import { expect, test } from 'vitest';
import { doubtsOf, reasonOf, unnamedCulprits, worstFindings } from './findings.ts';
import { checkOf, invalidBy, runOf, scenarioOf, validRun } from './test-runs.ts';
import type { SavedViolation } from './test-runs.ts';
import { failedRun } from './test-runs-failed.ts';

const violation = (message: string, more: Partial<SavedViolation> = {}): SavedViolation => ({
  anomaly: 'fork',
  message,
  operations: [],
  culprits: [],
  cause: null,
  ...more,
});
const broken = (name: string, first: SavedViolation, ...rest: SavedViolation[]) =>
  checkOf(name, '', { verdict: invalidBy(first, ...rest) });

test('ranks the first violation of every check before the second of any', () => {
  const run = runOf([
    scenarioOf('a', [broken('x', violation('x1'), violation('x2')), broken('y', violation('y1'))], {
      status: 'invalid',
    }),
    scenarioOf('b', [broken('z', violation('z1'), violation('z2'))], { status: 'invalid' }),
  ]);
  expect(worstFindings(run).map(({ violation: { message } }) => message)).toEqual([
    'x1',
    'y1',
    'z1',
    'x2',
    'z2',
  ]);
});

test('gives a reason once when scenario and check have the same', () => {
  const doubts = failedRun.scenarios
    .flatMap(doubtsOf)
    .map(({ scenario, check, status }) => [scenario, check, status]);
  expect(doubts).toEqual([
    ['mismatched-secrets-are-rejected', null, 'skipped'],
    ['kick-offline-propagates', 'refresh-dies-with-the-kick', 'unknown'],
    ['rate-limit-is-global', 'no-over-admission', 'unknown'],
  ]);
});

test('keeps the reason of the rig beside those of the checks', () => {
  const unknown = checkOf('x', '', { verdict: { status: 'unknown', reason: 'saw nothing' } });
  const scenario = scenarioOf('a', [unknown], { status: 'unknown', reason: 'the fault did not take hold' });
  expect(doubtsOf(scenario).map(({ reason }) => reason)).toEqual([
    'the fault did not take hold',
    'saw nothing',
  ]);
});

test('names only the culprits that the message does not', () => {
  expect(unnamedCulprits(violation('b-2 forked', { culprits: ['b-2', 'proxy'] }))).toEqual(['proxy']);
});

test('gives the reason for the run’s status in one sentence', () => {
  const unknown = runOf([scenarioOf('a', [], { status: 'unknown', reason: 'no traffic' })], {
    status: 'unknown',
  });
  expect(
    [validRun, failedRun, unknown, runOf([]), runOf([], { finishedAt: null, status: null })].map(reasonOf),
  ).toEqual([
    '7 claims of 5 scenarios held on 3 replicas.',
    'b-2 accepted a revoked token 1.9 s after the kick returned (12 of 12 kicks, b-2 only).',
    'a: no traffic',
    'No scenario ran, so nothing was proved.',
    'The run was cut short: what follows is what it had judged by then.',
  ]);
});
