import { expect, test } from 'vitest';
import { overfullWindows, windowsOfSomePhase } from './aligned-windows.ts';
import { intervalsOf } from './intervals.ts';
import { scheduleOf } from './schedule.ts';
import { slidingLog } from './pacer.ts';

const between = (...pairs: readonly (readonly [number, number])[]) =>
  intervalsOf(
    Float64Array.from(pairs, ([from]) => from),
    Float64Array.from(pairs, ([, to]) => to),
  );
const RATE = { limit: 1, windowNs: 10 };

test('an operation over several windows is counted in whichever has room', () => {
  const full = [
    [0, 5],
    [10, 15],
    [30, 35],
  ] as const;
  expect(overfullWindows(between(...full, [0, 35]), RATE, 0)).toBeNull();
  expect(overfullWindows(between(...full, [0, 35], [20, 25]), RATE, 0)).toMatchObject({
    positions: [4, 3, 2, 1, 0],
  });
});

test('the refutation is the shortest run of windows, and says up to which origin it holds', () => {
  expect(overfullWindows(between([0, 5], [23, 25], [24, 26]), RATE, 0)).toEqual({
    positions: [2, 1],
    refutedToNs: 3,
    examined: 3,
  });
});

test('no admissions suit every phase', () => {
  expect(windowsOfSomePhase(between(), RATE, { left: 10 })).toEqual({ status: 'possible', originNs: 0 });
});

test('without steps to take, a phase and a schedule are not decided', () => {
  const clash = between([0, 1], [2, 3], [4, 5]);
  expect(windowsOfSomePhase(clash, RATE, { left: -1 }).status).toBe('undecided');
  expect(windowsOfSomePhase(clash, RATE, { left: 100 }).status).toBe('impossible');
  expect(scheduleOf(clash, slidingLog(RATE, 3), { left: 0 }).status).toBe('gave up');
  expect(scheduleOf(clash, slidingLog(RATE, 3), { left: 9 }).status).toBe('none');
});

test('a schedule gives every admission an instant of its own interval that suits the limiter', () => {
  const schedule = scheduleOf(between([0, 30], [3, 3], [5, 14]), slidingLog(RATE, 3), { left: 100 });
  expect(schedule).toEqual({ status: 'found', times: Float64Array.of(23, 3, 13) });
});
