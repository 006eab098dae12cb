import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { renderConsole } from './console.ts';
import { checkOf, invalidBy, runOf, scenarioOf } from './test-runs.ts';
import { failedRun } from './test-runs-failed.ts';
import { HOSTILE, HUGE, poisoned } from './test-runs-hostile.ts';

const plain = { colour: false, reportPath: 'reports/latest/report.html' };
const lines = (text: string): string[] => text.trimEnd().split('\n');

test('shows the verdicts, what was seen, the likely cause, and how to repeat it', () => {
  expect(renderConsole(failedRun, plain)).toMatchInlineSnapshot(`
    "lockstep · process driver (no Docker engine answered) · 3 replicas · nginx 1.22.1 · redis 7.0.15 · seed 7f3a91
    ✔ login-survives-round-robin        valid    3×3 matrix accepted, 414 calls, 138/138/138 per replica;    2.1 s
                                                 138/138/138 answers per replica
    - mismatched-secrets-are-rejected   skipped  the existing driver cannot give one replica another secret
    ✘ kick-offline-propagates           INVALID  stale-accept: b-2 accepted a revoked token 1.9 s after the  2.1 s
                                                 kick returned (12 of 12 kicks, b-2 only). Likely: b-2
                                                 caches the token version for 2 s.
                                                 … and 4 more findings, in the report
    ✔ sse-stays-up                      valid    600 of 600 events on 30 streams; 138/138/138 answers per    2.1 s
                                                 replica
    ? rate-limit-is-global              unknown  b-3 was never observed: the balancer sent it nothing        2.1 s
    INVALID · 1 of 5 invalid, 1 unknown, 1 skipped · exit 1 · report: reports/latest/report.html
    again: lockstep verify --only kick-offline-propagates --seed 7f3a91
    "
  `);
});

test('adds only colour when colour is wanted', () => {
  const coloured = renderConsole(failedRun, { ...plain, colour: true });
  expect(coloured).toContain('\u001b[31m✘');
  expect(stripVTControlCharacters(coloured)).toBe(renderConsole(failedRun, plain));
});

test.each([40, 80, 110, 200])('keeps the table within %i columns', (width) => {
  const table = lines(renderConsole(poisoned(HUGE), { ...plain, width })).slice(0, -2);
  const limit = Math.max(width, 60); // The name and the status of a scenario are never broken.
  expect(Math.max(...table.map((line) => line.length))).toBeLessThanOrEqual(limit);
});

test('lets no control character of the target reach the terminal', () => {
  const text = renderConsole(poisoned(HOSTILE), plain);
  expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  expect(text.isWellFormed()).toBe(true);
});

test('names the culprit when the message does not', () => {
  const violation = {
    anomaly: 'lost',
    message: 'An event was lost.',
    operations: [],
    culprits: ['b-3'],
    cause: null,
  };
  const check = checkOf('nothing-is-lost', '', { verdict: invalidBy(violation) });
  const run = runOf([scenarioOf('sse-stays-up', [check], { status: 'invalid' })], {
    status: 'invalid',
    exitCode: 1,
  });
  expect(renderConsole(run, plain)).toContain('lost: An event was lost. [b-3]');
});

test('says that a run without scenarios proved nothing', () => {
  const run = runOf([], { status: 'unknown', exitCode: 2 });
  expect(lines(renderConsole(run, plain)).slice(-2)).toEqual([
    'UNKNOWN · no scenario ran · exit 2 · report: reports/latest/report.html',
    'again: lockstep verify --seed 7f3a91',
  ]);
});

test('shows a run that was cut short as unfinished', () => {
  const run = runOf([], { status: null, exitCode: null, finishedAt: null });
  expect(renderConsole(run, plain)).toContain('UNFINISHED · no scenario ran · exit –');
});
