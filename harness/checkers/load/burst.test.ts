import { expect, test } from 'vitest';
import { type Phase, phase } from './test/phases.ts';
import { burstOf } from './burst.ts';

const of = (...phases: readonly Phase[]) => burstOf({ phases: [...phases] });

test('the burst is the phase at the highest rate', () => {
  expect(of(phase(10, 5000), phase(90, 2000), phase(20, 4000))).toEqual({
    fromMs: 5000,
    untilMs: 7000,
    peakPerSecond: 90,
  });
});

test('two peaks are one burst, with what is between them', () => {
  expect(of(phase(10), phase(90), phase(20), phase(90), phase(10))).toMatchObject({
    fromMs: 1000,
    untilMs: 4000,
  });
});

test('a ramp is as high as its higher end', () => {
  expect(of(phase(10), phase(10, 1000, 90), phase(10))).toMatchObject({ fromMs: 1000, peakPerSecond: 90 });
});

test('a rate that stays, or has no calm before or after its height, is no burst', () => {
  expect(of()).toBeNull();
  expect(of(phase(10))).toBeNull();
  expect(of(phase(10), phase(10))).toBeNull();
  expect(of(phase(10), phase(90))).toBeNull();
  expect(of(phase(90), phase(10))).toBeNull();
});
