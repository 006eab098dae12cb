import { expect, test } from 'vitest';
import { type CapacityPlan, DEFAULT_CAPACITY, leastRate } from './capacity-plan.ts';

const least = (over: Partial<CapacityPlan>, replicas = 1) =>
  leastRate({ ...DEFAULT_CAPACITY, ...over }, replicas);

test('a trial has samples enough for the strictest objective, with room for chance', () => {
  // 368 samples for a p99 by both ends of its interval, in ten seconds.
  expect(least({ slos: ['p99<100ms'] })).toBe(Math.ceil(36.8 * 1.2));
  expect(least({ slos: ['p99<100ms', 'errors<0.1%'] })).toBeGreaterThan(400);
  expect(least({ slos: ['mean<1s'] })).toBe(1);
});

test('a longer trial takes a lower rate', () => {
  expect(least({ slos: ['p99<100ms'], trialMs: 102_000 })).toBe(Math.ceil(3.68 * 1.2));
});

test('each replica by itself, and one operation of many, take more', () => {
  expect(least({ slos: ['p99@each<1s'] }, 4)).toBe(Math.ceil(4 * 36.8 * 1.2));
  expect(least({ slos: ['p99(session-write)<1s'], mix: { me: 90, 'session-write': 10 } })).toBe(
    Math.ceil(10 * 36.8 * 1.2),
  );
});
