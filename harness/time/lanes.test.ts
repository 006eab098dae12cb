import { expect, test } from 'vitest';
import { inLanes } from './lanes.ts';

const never = new AbortController().signal;
const turn = () => new Promise((resolve) => setImmediate(resolve));

test('at most so many at a time, and the results in order', async () => {
  let running = 0;
  let most = 0;
  const squares = await inLanes([3, 1, 2, 5, 4], { lanes: 2, signal: never }, async (item) => {
    running += 1;
    most = Math.max(most, running);
    for (let wait = 0; wait < item; wait += 1) await turn();
    running -= 1;
    return item * item;
  });
  expect(squares).toEqual([9, 1, 4, 25, 16]);
  expect(most).toBe(2);
});

test('what bears no company is done one by one, after all the rest, and its result has its place', async () => {
  let running = 0;
  const with5: number[] = [];
  const begun: number[] = [];
  const isAlone = (item: number): boolean => item >= 5;
  const results = await inLanes([5, 1, 6, 2, 3], { lanes: 3, signal: never, isAlone }, async (item) => {
    running += 1;
    begun.push(item);
    if (isAlone(item)) with5.push(running);
    await turn();
    running -= 1;
    return item;
  });
  expect(results).toEqual([5, 1, 6, 2, 3]);
  expect(begun).toEqual([1, 2, 3, 5, 6]);
  expect(with5).toEqual([1, 1]);
});

test('the first failure stops the others, which are waited for, and is thrown', async () => {
  const ended: number[] = [];
  const work = inLanes([1, 2, 3], { lanes: 2, signal: never }, async (item, _, signal) => {
    if (item === 1) throw new Error('the first');
    while (!signal.aborted) await turn();
    ended.push(item);
    return item;
  });
  await expect(work).rejects.toThrow('the first');
  expect(ended).toEqual([2]);
});

test('nothing is begun once the caller has aborted', async () => {
  const stop = new AbortController();
  const begun: number[] = [];
  const work = inLanes([1, 2], { lanes: 1, signal: stop.signal }, async (item) => {
    begun.push(item);
    stop.abort(new Error('enough'));
  });
  await expect(work).rejects.toThrow('enough');
  expect(begun).toEqual([1]);
});
