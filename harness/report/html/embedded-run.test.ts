import { expect, test } from 'vitest';
import { runOf, validRun } from '../test-runs.ts';
import { HOSTILE, HUGE, poisoned } from '../test-runs-hostile.ts';
import { embeddedRun } from './embedded-run.ts';

const dataOf = (element: string): unknown =>
  JSON.parse(
    /^<script type="application\/json" id="lockstep-run">([^<]*)<\/script>$/.exec(element)?.[1] ?? '',
  );

test('holds the whole run', () => {
  expect(dataOf(embeddedRun(validRun).toString())).toEqual({ truncated: false, ...validRun });
});

test('holds hostile text unchanged, in characters that end no element', () => {
  const run = poisoned(HOSTILE);
  const element = embeddedRun(run).toString();
  expect(element.match(/</g)).toHaveLength(2);
  expect(element).toMatch(/^[\n\u0020-\u007e]*$/);
  expect(dataOf(element)).toEqual({ truncated: false, ...run });
});

test('is cut, and says so, where it would be too large to send around', () => {
  const many = runOf([], {
    parts: Object.fromEntries(Array.from({ length: 90_000 }, (_, at) => [`part-${at}`, 'é'.repeat(20)])),
  });
  for (const run of [poisoned(HUGE), many]) {
    const element = embeddedRun(run).toString();
    expect(element.length).toBeLessThan(2_001_000);
    expect(dataOf(element)).toMatchObject({ truncated: true, record: { replicas: 3 } });
  }
});
