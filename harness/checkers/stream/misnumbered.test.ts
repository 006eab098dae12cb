import { expect, test } from 'vitest';
import { event, open, publish } from './test/recorded-log.ts';
import { violations } from './test/ten-records.ts';

const story = (firstEndsNs: number, ids: readonly [string, string]) => [
  publish('a', [0, firstEndsNs], ids[0], { replica: 'r-1' }),
  publish('b', [10, 15], ids[1], { replica: 'r-2' }),
  open('late', [9, 12], {}, { replica: 'r-1' }),
  event('late', 20, 'b', ids[1]),
];

test('an id against the order of publishing is wrong also where no stream showed both events', () => {
  expect(violations(story(5, ['2', '1']))).toMatchObject([
    {
      anomaly: 'reordered',
      message: 'b has a lower id than a, which was published before it (on 1 log).',
      operations: [0, 2],
      culprits: ['r-2'],
    },
  ]);
});

test('ids may be in either order where the publishes touch, and in that of time', () => {
  expect(violations(story(10, ['2', '1']))).toEqual([]);
  expect(violations(story(5, ['1', '2']))).toEqual([]);
});

test('ids without an order tell nothing of it', () => {
  expect(violations(story(5, ['x', 'w']))).toEqual([]);
});
