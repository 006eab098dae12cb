import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { cumulativeRate } from './cumulative-rate.ts';

test('the last count before the end of a ramp to nothing has an instant, however it rounds', () => {
  const positive = fc.double({ min: 0.1, max: 1000, noNaN: true });
  fc.assert(
    fc.property(positive, positive, (fromPerSecond, durationMs) => {
      const rate = cumulativeRate([{ fromPerSecond, toPerSecond: 0, durationMs }]);
      const dueNs = rate.instantOf(rate.total * (1 - 2 ** -53));
      expect(dueNs).toBeLessThanOrEqual(durationMs * 1e6);
      expect(dueNs).toBeGreaterThan(durationMs * 1e6 * (1 - 1e-6) - 2);
    }),
    { numRuns: 5000 },
  );
});

test('an instant is found again after phases that were passed over', () => {
  const flat = (rate: number) => ({ fromPerSecond: rate, toPerSecond: rate, durationMs: 1000 });
  const { total, instantOf } = cumulativeRate([flat(1), flat(0), flat(2), flat(4)]);
  expect(total).toBe(7);
  expect([0.5, 2, 3, 5].map(instantOf)).toEqual([0.5e9, 2.5e9, 3e9, 3.5e9]);
});
