import { expect, test } from 'vitest';
import { FailureSamples } from './failure-samples.ts';

const failure = (what: string, call = 0) => ({ call, user: 1, what, answer: () => `500 ${what}` });

test('a few of each kind are kept, once, with their answers', () => {
  const samples = new FailureSamples();
  for (let turn = 0; turn < 10; turn += 1) samples.add(failure('status 500'));
  samples.add(failure('status 500', 1));
  expect(samples.take().map(({ call, what, answer }) => [call, what, answer])).toEqual([
    [0, 'status 500', '500 status 500'],
    [0, 'status 500', '500 status 500'],
    [0, 'status 500', '500 status 500'],
    [1, 'status 500', '500 status 500'],
  ]);
  expect(samples.take()).toEqual([]);
  samples.add(failure('status 500'));
  expect(samples.take()).toEqual([]);
});

test('never many, whatever the target thinks up; the answers of the others are not even read', () => {
  const samples = new FailureSamples();
  for (let kind = 0; kind < 100; kind += 1) samples.add(failure(`kind ${kind}`));
  expect(samples.take()).toHaveLength(20);
  samples.add({
    ...failure('one more'),
    answer: () => {
      throw new Error('read');
    },
  });
  expect(samples.take()).toEqual([]);
});
