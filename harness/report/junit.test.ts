import { expect, test } from 'vitest';
import { renderJunit } from './junit.ts';
import { checkOf, runOf, scenarioOf, validRun } from './test-runs.ts';
import { failedRun } from './test-runs-failed.ts';
import { HOSTILE, HUGE, poisoned } from './test-runs-hostile.ts';

const root = (xml: string): string => /<testsuites[^>]*>/.exec(xml)?.[0] ?? '';

test('counts violations as failures, what the rig could not say as errors, and skipped scenarios', () => {
  expect(root(renderJunit(failedRun))).toBe(
    '<testsuites name="lockstep" tests="8" failures="1" errors="2" skipped="1">',
  );
  expect(root(renderJunit(validRun))).toBe(
    '<testsuites name="lockstep" tests="7" failures="0" errors="0" skipped="0">',
  );
});

test('puts message, cause, culprits and operations into the failure', () => {
  const xml = renderJunit(failedRun);
  expect(xml).toContain('<testcase classname="kick-offline-propagates.checks" name="no-stale-accept">');
  expect(xml).toContain('type="stale-accept"');
  expect(xml).toContain(
    '  likely: b-2 caches the token version for 2 s.\n  culprits: b-2\n  operations: #20 #21 #30 #45 #48',
  );
});

test('writes seconds with a point and the start without a zone', () => {
  expect(renderJunit(validRun)).toContain(
    '<testsuite name="sse-stays-up" time="2.13" timestamp="2026-03-04T05:06:07" tests="1"',
  );
});

test('gives checks of one name names of their own', () => {
  const run = runOf([scenarioOf('a', [checkOf('x', 'one'), checkOf('x', 'two')])]);
  expect(renderJunit(run)).toContain('name="x (2)"');
});

test('has an error for a run that proved nothing', () => {
  const skipped = scenarioOf('a', [], { status: 'skipped', reason: 'needs Docker' });
  for (const run of [
    runOf([], { status: 'unknown' }),
    runOf([skipped], { status: 'unknown' }),
    runOf([skipped], { status: null }),
  ]) {
    expect(root(renderJunit(run))).toContain('errors="1"');
  }
});

test('keeps the reason of the rig when the checks themselves were valid', () => {
  const reason = 'the fault did not take hold';
  const run = runOf([scenarioOf('a', [checkOf('x', 'seen')], { status: 'unknown', reason })], {
    status: 'unknown',
  });
  expect(renderJunit(run)).toContain(`<error message="${reason}" type="unknown">`);
});

test('shows the tables of a check as they are on the console', () => {
  const table = {
    kind: 'table',
    title: 'Who did what',
    columns: ['client', 'outcome'],
    rows: [
      ['linux', 'good'],
      ['windows-x86_64', ']]>'],
    ],
  } as const;
  const run = runOf([scenarioOf('a', [{ ...checkOf('x', 'seen'), evidence: [table] }])]);
  expect(renderJunit(run)).toContain(
    'Who did what\nclient          outcome\nlinux           good\nwindows-x86_64  ]] >]]>',
  );
});

test('lets hostile text neither leave its CDATA section nor use characters that XML forbids', () => {
  const xml = renderJunit(poisoned(HOSTILE));
  expect(xml.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Noncharacter_Code_Point}]/u);
  expect(xml.isWellFormed()).toBe(true);
  const outsideAttributes = xml.replace(/="[^"]*"/g, '');
  expect(outsideAttributes.match(/\]\]>(?!<\/(?:system-out|failure|error)>)/g)).toBeNull();
});

test('stays small whatever was found', () => {
  expect(renderJunit(poisoned(HUGE)).length).toBeLessThan(300_000);
});
