import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { DeadlineQueue } from './deadline-queue.ts';

const deadlines = fc.array(fc.oneof(fc.nat(9), fc.constant(Infinity)), { maxLength: 40 });

test('positions leave in order of their deadlines, those that never end last', () => {
  fc.assert(
    fc.property(deadlines, (all) => {
      const queue = new DeadlineQueue(Float64Array.from(all));
      for (const position of all.keys()) queue.add(position);
      expect(queue.size).toBe(all.length);
      const left: number[] = [];
      while (queue.size > 0) {
        const { firstDeadline } = queue;
        const position = queue.take()!;
        expect(all[position]).toBe(firstDeadline);
        left.push(position);
      }
      expect(left.map((position) => all[position])).toEqual([...Float64Array.from(all).sort()]);
      expect(new Set(left).size).toBe(all.length);
    }),
  );
});

test('an empty queue has no deadline and gives nothing, also after all were taken at once', () => {
  const queue = new DeadlineQueue(Float64Array.of(3, 1, 2));
  expect([queue.firstDeadline, queue.take()]).toEqual([Infinity, undefined]);
  for (const position of [0, 1, 2]) queue.add(position);
  expect(new Set(queue.takeAll())).toEqual(new Set([0, 1, 2]));
  expect([queue.size, queue.take()]).toEqual([0, undefined]);
});
