import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { cpuSeconds } from '../test/cpu-seconds.ts';
import { intervalsOf } from './intervals.ts';
import { overdraftOf } from './overdrawn-span.ts';
import { possibles, asIntervals } from './test/random-attempts.ts';

test('a bucket is overdrawn in some span, which is short and holds more than it may, just when counting all spans says so', () => {
  let overdrawn = 0;
  fc.assert(
    fc.property(
      possibles(8),
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 4 }),
      (all, limit, tokenNs) => {
        const inside = (from: number, to: number) =>
          all.filter((one) => one.from >= from && one.to <= to).length;
        const isOver = (from: number, to: number) =>
          inside(from, to) * tokenNs - (to - from) > limit * tokenNs;
        const spans = all.flatMap(({ from }) =>
          all.map(({ to }) => [from, to] as const).filter(([, to]) => to >= from),
        );
        const draft = overdraftOf(asIntervals(all), { limit, windowNs: limit * tokenNs });
        expect(draft !== null).toBe(spans.some(([from, to]) => isOver(from, to)));
        if (!draft) return;
        overdrawn += 1;
        for (const { fromNs, toNs, allowance } of [draft.shortest, draft.heavy]) {
          expect(inside(fromNs, toNs)).toBeGreaterThan(allowance);
          expect(allowance).toBe(limit + Math.floor((toNs - fromNs) / tokenNs));
        }
        const { fromNs, toNs } = draft.shortest;
        expect(spans.some(([from, to]) => to === toNs && from > fromNs && isOver(from, to))).toBe(false);
        expect(draft.heavy.fromNs).toBeLessThanOrEqual(fromNs);
      },
    ),
    { numRuns: 5000 },
  );
  expect(overdrawn).toBeGreaterThan(500);
});

test('thirds of a token are added up without an end or a false alarm', () => {
  const at = (times: readonly number[]) => intervalsOf(Float64Array.from(times), Float64Array.from(times));
  const rate = { limit: 3, windowNs: 1e8 };
  const paced = Array.from({ length: 3000 }, (_, index) => Math.ceil((index * 1e8) / 3));
  expect(overdraftOf(at(paced), { ...rate, limit: 3 })).toBeNull();
  expect(overdraftOf(at([0, 0, 0, 33_333_333]), rate)).not.toBeNull();
  expect(overdraftOf(at([0, 0, 0, 33_333_334]), rate)).toBeNull();
});

test('two hundred thousand admissions take a fraction of a second', () => {
  const starts = Float64Array.from({ length: 200_000 }, (_, at) => at * 5e6);
  const intervals = intervalsOf(
    starts,
    starts.map((at) => at + 2e7),
  );
  // 0.1 s on an idle core; what is not n log n takes minutes.
  const seconds = cpuSeconds(() => {
    expect(overdraftOf(intervals, { limit: 100, windowNs: 1e9 })).not.toBeNull();
  });
  expect(seconds).toBeLessThan(10);
});
