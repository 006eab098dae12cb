import { expect, test } from 'vitest';
import { inLanes } from './in-lanes.ts';

test('no more than the lanes are under way at a time, and the results stand in order', async () => {
  let underWay = 0;
  let most = 0;
  const results = await inLanes([5, 1, 4, 2, 3], 2, async (turns) => {
    underWay += 1;
    most = Math.max(most, underWay);
    for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
    underWay -= 1;
    return turns * 10;
  });
  expect(results).toEqual([50, 10, 40, 20, 30]);
  expect(most).toBe(2);
});

test('what one piece of work throws is thrown', async () => {
  const work = async (item: number) => {
    if (item === 2) throw new Error('two');
    return item;
  };
  await expect(inLanes([1, 2, 3], 2, work)).rejects.toThrow('two');
});

test('nothing to do is done at once', async () => {
  expect(await inLanes([], 3, async () => 1)).toEqual([]);
});
