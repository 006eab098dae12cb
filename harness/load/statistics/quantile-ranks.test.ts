import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { drawsFrom } from '../test/draws.ts';
import { leastSamples, quantileRanks } from './quantile-ranks.ts';

/** How likely exactly so many of `count` tries succeed, for each number: by Pascal's triangle. */
function binomial(count: number, share: number): number[] {
  let chances = [1];
  for (let tries = 1; tries <= count; tries += 1) {
    chances = Array.from(
      { length: tries + 1 },
      (_, hits) => (chances[hits] ?? 0) * (1 - share) + (chances[hits - 1] ?? 0) * share,
    );
  }
  return chances;
}
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

test('the fewest samples are those of the literature', () => {
  const of = (share: number, confidence: number) => leastSamples(share, confidence);
  expect([of(0.95, 0.95), of(0.99, 0.95), of(0.99, 0.99), of(0.999, 0.95)]).toEqual([59, 299, 459, 2995]);
  expect([of(0.5, 0.5), of(0.5, 0.75)]).toEqual([1, 2]);
});

test('an interval of a p99 has the ranks of the literature', () => {
  expect(quantileRanks(1000, 0.99, 0.95)).toEqual({ lower: 983, upper: 997 });
  expect(quantileRanks(10_000, 0.99, 0.95)).toEqual({ lower: 9880, upper: 9920 });
  expect(quantileRanks(100_000, 0.99, 0.95)).toEqual({ lower: 98_938, upper: 99_062 });
});

test('too few values bound a quantile on one side only, or on none', () => {
  expect(quantileRanks(1000, 0.999, 0.95).upper).toBeNull();
  expect(quantileRanks(367, 0.99, 0.95).upper).toBeNull();
  expect(quantileRanks(368, 0.99, 0.95)).toEqual({ lower: 360, upper: 368 });
  expect(leastSamples(0.99, 0.975)).toBe(368);
  expect(quantileRanks(10, 0.01, 0.95)).toEqual({ lower: null, upper: 2 });
  expect(quantileRanks(0, 0.5, 0.95)).toEqual({ lower: null, upper: null });
});

test('the ranks are the innermost that keep the doubt on each side', () => {
  const shares = fc.double({ min: 0.01, max: 0.99, noNaN: true });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200 }), shares, (count, share) => {
      const chances = binomial(count, share);
      const { lower, upper } = quantileRanks(count, share, 0.95);
      const beyondLower = (rank: number) => sum(chances.slice(0, rank));
      const beyondUpper = (rank: number) => sum(chances.slice(rank));
      const slack = 1e-9;
      if (lower !== null) expect(beyondLower(lower)).toBeLessThanOrEqual(0.025 + slack);
      expect(beyondLower((lower ?? 0) + 1)).toBeGreaterThan(0.025 - slack);
      if (upper !== null) expect(beyondUpper(upper)).toBeLessThanOrEqual(0.025 + slack);
      expect(beyondUpper(upper === null ? count : upper - 1)).toBeGreaterThan(0.025 - slack);
    }),
  );
});

test.each([
  [1000, 0.5],
  [1000, 0.95],
  [2000, 0.99],
])(
  'of %i independent values, the interval holds the true quantile (%d) in 93 to 97 runs of 100',
  (count, share) => {
    const { uniform } = drawsFrom('5eed');
    const { lower, upper } = quantileRanks(count, share, 0.95);
    const runs = 4000;
    let held = 0;
    for (let run = 0; run < runs; run += 1) {
      // The quantile is between two ranks when as many of the values are below it.
      let below = 0;
      for (let at = 0; at < count; at += 1) below += uniform() < share ? 1 : 0;
      if (below >= lower! && below < upper!) held += 1;
    }
    expect(held / runs).toBeGreaterThan(0.93);
    expect(held / runs).toBeLessThan(0.97);
  },
);

test('a hundred million values have ranks, too, near those of the normal approximation', () => {
  const { lower, upper } = quantileRanks(1e8, 0.999, 0.95);
  const deviation = Math.sqrt(1e8 * 0.999 * 0.001);
  expect(Math.abs(lower! - (0.999e8 - 1.96 * deviation))).toBeLessThan(3);
  expect(Math.abs(upper! - (0.999e8 + 1.96 * deviation))).toBeLessThan(3);
});
