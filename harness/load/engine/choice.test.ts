import { expect, test } from 'vitest';
import { choicesOf } from './choice.ts';

const COUNT = 100_000;
const arrivals = Array.from({ length: COUNT }, (_, at) => at);
const tally = (values: readonly number[]): number[] => {
  const counts: number[] = [];
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
};

test('calls come as often as their weights say, to four standard deviations', () => {
  const { callOf } = choicesOf({ seed: 0x7f3a91, weights: [80, 15, 5], users: 10 });
  const counts = tally(arrivals.map(callOf));
  for (const [call, share] of [0.8, 0.15, 0.05].entries())
    expect(Math.abs((counts[call] ?? 0) - share * COUNT)).toBeLessThan(
      4 * Math.sqrt(COUNT * share * (1 - share)),
    );
});

test('users come equally often, and no call has users of its own', () => {
  const { callOf, userOf } = choicesOf({ seed: 1, weights: [1, 1], users: 20 });
  const pairs = tally(arrivals.map((arrival) => 20 * callOf(arrival) + userOf(arrival)));
  expect(pairs).toHaveLength(40);
  for (const count of pairs) expect(Math.abs(count - COUNT / 40)).toBeLessThan(4 * Math.sqrt(COUNT / 40));
});

test('an arrival makes the same call whenever it is asked, and another seed makes others', () => {
  const mix = { weights: [1, 1, 1], users: 7 };
  const [one, again, other] = [1, 1, 2].map((seed) => choicesOf({ seed, ...mix }));
  const first = arrivals.slice(0, 100);
  expect(first.map((arrival) => one?.callOf(arrival))).toEqual(
    first
      .toReversed()
      .map((arrival) => again?.callOf(arrival))
      .toReversed(),
  );
  expect(first.map((arrival) => one?.userOf(arrival))).not.toEqual(
    first.map((arrival) => other?.userOf(arrival)),
  );
});

test('a call without weight is never made', () => {
  const { callOf } = choicesOf({ seed: 3, weights: [1, 0, 1], users: 1 });
  expect(new Set(arrivals.map(callOf))).toEqual(new Set([0, 2]));
});
