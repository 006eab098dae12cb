import { expect, test } from 'vitest';
import { constant, phasesOf, ramp, spike, steps } from './profile.ts';
import { arrivalsIn, durationMsOf } from './schedule.ts';

const flat = (rate: number, durationMs: number) => ({ fromPerSecond: rate, toPerSecond: rate, durationMs });

test('each profile is a row of phases', () => {
  expect(phasesOf(constant(500), 30_000)).toEqual([flat(500, 30_000)]);
  expect(phasesOf(ramp(100, 500), 30_000)).toEqual([
    { fromPerSecond: 100, toPerSecond: 500, durationMs: 30_000 },
  ]);
  expect(phasesOf(steps(100, 200, 400), 30_000)).toEqual([
    flat(100, 10_000),
    flat(200, 10_000),
    flat(400, 10_000),
  ]);
  expect(phasesOf(spike(100, 1000), 30_000)).toEqual([
    flat(100, 10_000),
    flat(1000, 10_000),
    flat(100, 10_000),
  ]);
});

test('the arrivals of a profile are the area below its rate', () => {
  expect(arrivalsIn(phasesOf(constant(500), 30_000))).toBe(15_000);
  expect(arrivalsIn(phasesOf(ramp(100, 500), 30_000))).toBe(9000);
  expect(arrivalsIn(phasesOf(steps(100, 200, 400), 30_000))).toBe(7000);
  expect(arrivalsIn(phasesOf(spike(100, 1000), 30_000))).toBe(12_000);
});

test('phases take together what the profile was to take', () => {
  expect(durationMsOf(phasesOf(steps(1, 2, 3, 4, 5), 1000))).toBe(1000);
});
