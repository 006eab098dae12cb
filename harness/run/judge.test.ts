import { expect, test } from 'vitest';
import type { Check } from '../checkers/check.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { judgeHistory } from './judge.ts';
import { conclude } from './verify.ts';

const check = (name: string, judge: Check['judge']): Check => ({ name, claim: '', judge });
const valid = check('valid', () => ({
  verdict: { status: 'valid', examined: 1 },
  summary: '',
  evidence: [],
}));
const unknown = check('unknown', () => ({
  verdict: { status: 'unknown', reason: 'nothing' },
  summary: '',
  evidence: [],
}));
const throwing = check('throwing', () => {
  throw new Error('off by one');
});
const scenario = (...checks: [Check, ...Check[]]): Scenario => ({
  name: 's',
  question: '?',
  needs: [],
  stages: [{ name: 'one', workload: async () => undefined }],
  checks,
  sabotage: [{ name: 'odd-jwt-secret', stage: 'one', caughtBy: 'valid', cause: null }],
});
const nothing = { operations: [], stages: [] };

test('a checker that throws has shown nothing', () => {
  expect(judgeHistory(scenario(valid, throwing), nothing)).toMatchObject({
    status: 'unknown',
    checks: [{ name: 'valid' }, { verdict: { status: 'unknown', reason: 'the checker failed: off by one' } }],
  });
});

test('a scenario is as bad as its worst check', () => {
  expect(judgeHistory(scenario(valid), nothing).status).toBe('valid');
  expect(judgeHistory(scenario(valid, unknown), nothing).status).toBe('unknown');
});

const ended = (status: 'valid' | 'invalid' | 'unknown' | 'skipped') => ({
  name: '',
  question: '',
  status,
  reason: null,
});

test('invalid beats unknown, and a run in which everything was skipped is unknown', () => {
  expect(conclude([ended('valid'), ended('skipped')])).toEqual({ status: 'valid', exitCode: 0 });
  expect(conclude([ended('unknown'), ended('invalid'), ended('valid')])).toEqual({
    status: 'invalid',
    exitCode: 1,
  });
  expect(conclude([ended('unknown'), ended('valid')])).toEqual({ status: 'unknown', exitCode: 2 });
  expect(conclude([ended('skipped')])).toEqual({ status: 'unknown', exitCode: 2 });
  expect(conclude([])).toEqual({ status: 'unknown', exitCode: 2 });
});
