import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { randomFrom } from '../../time/random.ts';
import { cpuSeconds } from '../../checkers/test/cpu-seconds.ts';
import { bucketAtRank, type Buckets, countOf, highestUs, mergeBuckets, nearestRankOf } from '../buckets.ts';
import { drawsFrom, runOf } from '../test/draws.ts';
import { latencies, latenciesUs } from '../test/latencies.ts';
import { middleOf, ratioOfBlocks, resample } from './block-bootstrap.ts';
import { quantileOfBlocks } from './block-quantile.ts';
import { quantileRanks } from './quantile-ranks.ts';

const intervalOf = (seconds: readonly Buckets[], share: number, seed = 'b10c') =>
  middleOf(resample(quantileOfBlocks(seconds, share), randomFrom(seed)), 0.95)!;

test('the quantile of drawn seconds is that of all they hold, drawn twice counted twice', () => {
  const seconds = fc.array(latenciesUs, { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(
      seconds,
      fc.array(fc.nat(), { minLength: 1 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (lists, draws, share) => {
        const blocks = lists.map((list) => latencies(...list));
        const drawn = draws.map((draw) => draw % blocks.length);
        const merged = mergeBuckets(drawn.map((block) => blocks[block]!));
        const expected = bucketAtRank(merged, nearestRankOf(share, countOf(merged)));
        expect(quantileOfBlocks(blocks, share).valueOf(Uint32Array.from(drawn))).toBe(expected);
      },
    ),
  );
});

test('drawn seconds without any answer have no quantile, and those with one do', () => {
  const { valueOf } = quantileOfBlocks([latencies(), latencies(7), latencies()], 0.5);
  expect([valueOf(Uint32Array.of(0, 2)), valueOf(Uint32Array.of(0, 1))]).toEqual([null, 7]);
  expect(quantileOfBlocks([], 0.5).valueOf(Uint32Array.of())).toBeNull();
  expect(quantileOfBlocks([latencies()], 0.5).valueOf(Uint32Array.of(0))).toBeNull();
});

test('more than 1,200 seconds are joined with their neighbours, and none is lost', () => {
  const { blocks, valueOf } = quantileOfBlocks(
    Array.from({ length: 2501 }, (_, at) => latencies(at)),
    1,
  );
  expect(blocks).toBe(834);
  expect(valueOf(Uint32Array.of(0))).toBe(2);
  expect(highestUs(valueOf(Uint32Array.of(833))!)).toBeGreaterThanOrEqual(2500);
  expect(
    quantileOfBlocks(
      Array.from({ length: 1200 }, () => latencies(1)),
      1,
    ).blocks,
  ).toBe(1200);
});

test('the same seed draws the same seconds', () => {
  const seconds = runOf({ seconds: 30, perSecond: 20 }, drawsFrom('1'));
  const values = (seed: string) => resample(quantileOfBlocks(seconds, 0.9), randomFrom(seed), 50);
  expect(values('a')).toEqual(values('a'));
  expect(values('a')).not.toEqual(values('b'));
});

test('a drawing without a value is left out, and of no blocks there is none', () => {
  const oneOfTwo = { blocks: 2, valueOf: (drawn: Uint32Array) => (drawn[0] === 0 ? null : drawn[1]!) };
  const values = resample(oneOfTwo, randomFrom('1'), 400);
  expect(values.length).toBeGreaterThan(150);
  expect(values.length).toBeLessThan(250);
  expect(values).toEqual(values.toSorted());
  expect(resample({ blocks: 0, valueOf: () => 1 }, randomFrom('1'))).toHaveLength(0);
});

test('the middle of the drawings leaves out as many on each side', () => {
  const hundred = Float64Array.from({ length: 100 }, (_, at) => at + 1);
  expect(middleOf(hundred, 0.9)).toEqual([6, 95]);
  expect(middleOf(hundred, 1)).toEqual([1, 100]);
  expect(middleOf(Float64Array.of(), 0.95)).toBeNull();
});

test('a ratio is that of the sums, and has no value without anything to divide by', () => {
  const { blocks, valueOf } = ratioOfBlocks([1, 2, 0], [10, 30, 0]);
  expect(blocks).toBe(3);
  expect(valueOf(Uint32Array.of(0, 0, 1))).toBe(4 / 50);
  expect(valueOf(Uint32Array.of(2, 2))).toBeNull();
});

test('the interval of a mean of independent seconds holds the true mean in 90 to 97 runs of 100', () => {
  const draws = drawsFrom('ab');
  let held = 0;
  for (let run = 0; run < 400; run += 1) {
    const seconds = Array.from({ length: 40 }, () => 5 + draws.normal());
    const [low, high] = middleOf(
      resample(
        ratioOfBlocks(
          seconds,
          seconds.map(() => 1),
        ),
        draws.random,
        400,
      ),
      0.95,
    )!;
    if (low <= 5 && 5 <= high) held += 1;
  }
  expect(held / 400).toBeGreaterThan(0.9);
  expect(held / 400).toBeLessThan(0.97);
});

const ranksUs = (seconds: readonly Buckets[], share: number) => {
  const all = mergeBuckets(seconds);
  const { lower, upper } = quantileRanks(countOf(all), share, 0.95);
  return [highestUs(bucketAtRank(all, lower!)!), highestUs(bucketAtRank(all, upper!)!)] as const;
};

test('where the answers of a second hang together it is wider than order statistics, and else about as wide', () => {
  const ratioOfWidths = (deviation: number) => {
    const seconds = runOf({ seconds: 60, perSecond: 200, wave: { deviation, memory: 0.3 } }, drawsFrom('77'));
    const [low, high] = intervalOf(seconds, 0.95).map(highestUs);
    const [least, most] = ranksUs(seconds, 0.95);
    return (high! - low!) / (most - least);
  };
  expect(ratioOfWidths(0.3)).toBeGreaterThan(2);
  expect(ratioOfWidths(0)).toBeGreaterThan(0.6);
  expect(ratioOfWidths(0)).toBeLessThan(1.5);
});

test('ten minutes of a thousand answers a second are drawn a thousand times in less than a second', () => {
  const seconds = runOf({ seconds: 600, perSecond: 1000 }, drawsFrom('6'));
  expect(cpuSeconds(() => intervalOf(seconds, 0.99))).toBeLessThan(1);
});
