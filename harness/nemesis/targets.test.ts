import { expect, test } from 'vitest';
import { randomFrom } from '../time/random.ts';
import { targetsOf } from './targets.ts';

const names = (count: number) => Array.from({ length: count }, (_, index) => `b-${index + 1}`);
const drawn = (replicas: 'one' | 'minority' | 'majority' | 'all', count: number, seed = '1') =>
  targetsOf({ replicas }, names(count), randomFrom(seed));

test.each([
  [2, 1, 1, 2],
  [3, 1, 1, 2],
  [4, 1, 1, 3],
  [5, 1, 2, 3],
])('of %d replicas: one, a minority, a majority, all', (count, one, minority, majority) => {
  const sizes = (['one', 'minority', 'majority', 'all'] as const).map((share) => drawn(share, count).length);
  expect(sizes).toEqual([one, minority, majority, count]);
});

test('the seed draws, and a name or another part is taken at its word', () => {
  const seeds = Array.from({ length: 30 }, (_, seed) => drawn('one', 3, String(seed))[0]);
  expect(new Set(seeds)).toEqual(new Set(names(3)));
  expect(drawn('majority', 5, '7')).toEqual(drawn('majority', 5, '7'));
  expect(targetsOf({ replicas: ['b-9'] }, names(3), randomFrom('1'))).toEqual(['b-9']);
  expect(targetsOf({ part: 'redis' }, names(3), randomFrom('1'))).toEqual(['redis']);
});
