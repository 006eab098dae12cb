import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { disagreements, type Sequence } from './disagreement.ts';
import type { Feed } from './feed.ts';
import type { Published } from './published.ts';

const events = ['a', 'b', 'c', 'd', 'e'].map((payload, index) => ({ payload, index }) as Published);

/** Streams that show these events, by number, in this order. */
const streamsOf = (orders: readonly (readonly number[])[]): Sequence[] =>
  orders.map((order, at) => ({
    connection: { name: `s${at}` } as Feed,
    shown: order.map((number) => ({ arrival: { index: number } as never, published: events[number]! })),
  }));

const found = (orders: readonly (readonly number[])[]): string[] =>
  disagreements(streamsOf(orders)).map(
    ({ connection, earlier, later }) =>
      `${connection.name}: ${earlier.published.payload} ${later.published.payload}`,
  );

/** Every two streams held against each other. */
const expected = (orders: readonly (readonly number[])[]): string[] =>
  orders.flatMap((one, at) =>
    orders.flatMap((other, to) => {
      if (to <= at) return [];
      const common = other.filter((number) => one.includes(number));
      return common.slice(1).flatMap((later, place) => {
        const earlier = common[place]!;
        return one.indexOf(earlier) > one.indexOf(later)
          ? [`s${to}: ${events[earlier]!.payload} ${events[later]!.payload}`]
          : [];
      });
    }),
  );

test('two streams disagree on neighbours that the earlier one shows the other way round', () => {
  expect(
    found([
      [0, 1, 2],
      [0, 2, 1],
      [2, 1],
    ]),
  ).toEqual(['s1: c b', 's2: c b']);
  expect(
    found([
      [0, 1],
      [1, 2],
      [0, 2],
    ]),
  ).toEqual([]);
  expect(found([])).toEqual([]);
});

test('finds the same as holding every two streams against each other', () => {
  const order = fc.shuffledSubarray([0, 1, 2, 3, 4]);
  fc.assert(
    fc.property(fc.array(order, { maxLength: 4 }), (orders) => {
      expect(found(orders)).toEqual(expected(orders));
    }),
    { numRuns: 5000 },
  );
});
