import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { cpuSeconds } from '../test/cpu-seconds.ts';
import type { Attempt } from './attempt.ts';
import { forcedWindow } from './forced-window.ts';

const allowed = (invokedNs: number, completedNs: number): Attempt => ({
  invokedNs,
  completedNs,
  kind: 'allowed',
  replica: null,
});

const byBruteForce = (attempts: readonly Attempt[], lengthNs: number): number =>
  attempts
    .map(({ invokedNs: fromNs }) =>
      attempts.filter((one) => one.invokedNs >= fromNs && one.completedNs < fromNs + lengthNs),
    )
    .reduce((most, inside) => Math.max(most, inside.length), 0);

test('the window with the most admissions is the one that holds three of four', () => {
  const attempts = [allowed(0, 1), allowed(50, 51), allowed(52, 53), allowed(54, 55)];
  expect(forcedWindow(attempts, 10)).toEqual({ count: 3, fromNs: 50, toNs: 60 });
});

test('an admission that ends at the end of a half-open window is not forced into it', () => {
  expect(forcedWindow([allowed(0, 1), allowed(5, 10)], 10)?.count).toBe(1);
});

test('denials and calls without an answer are forced nowhere', () => {
  const others: Attempt[] = [
    { ...allowed(0, 1), kind: 'denied' },
    { ...allowed(0, Infinity), kind: 'info' },
  ];
  expect(forcedWindow(others, 10)).toBeNull();
});

test('the sweep counts what counting every window by hand counts', () => {
  const attempt = fc
    .tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 20 }))
    .map(([at, took]) => allowed(at, at + took));
  fc.assert(
    fc.property(
      fc.array(attempt, { maxLength: 25 }),
      fc.integer({ min: 1, max: 30 }),
      (attempts, lengthNs) => {
        expect(forcedWindow(attempts, lengthNs)?.count ?? 0).toBe(byBruteForce(attempts, lengthNs));
      },
    ),
    { numRuns: 3000 },
  );
}, 120_000);

test('two hundred thousand admissions take a fraction of a second', () => {
  const attempts = Array.from({ length: 200_000 }, (_, at) =>
    allowed((at * 7919) % 1e6, ((at * 7919) % 1e6) + 300),
  );
  // 0.3 s on an idle core; what is not n log n takes minutes.
  const seconds = cpuSeconds(() => {
    expect(forcedWindow(attempts, 1e4)?.count).toBeGreaterThan(1000);
  });
  expect(seconds).toBeLessThan(10);
});
