import { expect, test } from 'vitest';
import type { ArrivalQueue } from './arrival-queue.ts';
import { arrivalQueueOf } from './arrival-queue.ts';
import type { EnginePlan, Pace } from './thread-plan.ts';

const MS = 1e6;
const planned = (pace: Pace, threads = 1): EnginePlan => ({
  target: { host: '127.0.0.1', port: 1, isTls: false },
  calls: [],
  users: 1,
  pace,
  seed: '7f',
  connections: 1,
  threads,
  timeoutMs: 1,
  maxWaitMs: 1,
  attribution: { header: 'x', replicas: [] },
});
const open = (spacing: 'even' | 'poisson', ratePerSecond = 10, durationMs = 1000): Pace => ({
  kind: 'open',
  schedule: { phases: [{ fromPerSecond: ratePerSecond, toPerSecond: ratePerSecond, durationMs }], spacing },
});
const takeAll = (queue: ArrivalQueue): [number, number][] => {
  queue.advance(Number.MAX_SAFE_INTEGER);
  const taken: [number, number][] = [];
  while (queue.waiting() > 0) {
    taken.push([queue.headNumber(), queue.headDueNs()]);
    queue.take();
  }
  return taken;
};

test('what is due waits, in order, and keeps its due time however long it waits', () => {
  const queue = arrivalQueueOf(planned(open('even')), 0);
  expect(queue.nextDueNs()).toBe(0);
  queue.advance(250 * MS);
  expect([queue.waiting(), queue.headDueNs(), queue.nextDueNs()]).toEqual([3, 0, 300 * MS]);
  queue.take();
  expect([queue.waiting(), queue.headDueNs(), queue.headNumber()]).toEqual([2, 100 * MS, 1]);
  queue.advance(300 * MS - 1);
  expect(queue.waiting()).toBe(2);
  queue.advance(300 * MS);
  expect(queue.waiting()).toBe(3);
});

test('it is over when nothing more becomes due, though something may still wait', () => {
  const queue = arrivalQueueOf(planned(open('even')), 0);
  queue.advance(899 * MS);
  expect(queue.isOver()).toBe(false);
  queue.advance(900 * MS);
  expect([queue.isOver(), queue.nextDueNs(), queue.waiting()]).toEqual([true, Infinity, 10]);
});

test('three threads share out the arrivals that one alone would see, at random too', () => {
  const pace = open('poisson', 200, 5000);
  const alone = takeAll(arrivalQueueOf(planned(pace), 0));
  const shared = [0, 1, 2].flatMap((thread) => takeAll(arrivalQueueOf(planned(pace, 3), thread)));
  expect(alone.length).toBeGreaterThan(800);
  expect(shared.toSorted(([a], [b]) => a - b)).toEqual(alone);
});

test('closed, an arrival is due whenever a connection is free, until the time is over', () => {
  const queue = arrivalQueueOf(planned({ kind: 'closed', by: 'lockstep', durationMs: 100 }, 2), 1);
  queue.advance(0);
  expect([queue.waiting(), queue.nextDueNs(), queue.headNumber()]).toEqual([Infinity, 100 * MS, 1]);
  queue.take();
  queue.advance(60 * MS);
  expect([queue.headDueNs(), queue.headNumber(), queue.isOver()]).toEqual([60 * MS, 3, false]);
  queue.advance(100 * MS);
  expect([queue.waiting(), queue.isOver()]).toEqual([0, true]);
});
