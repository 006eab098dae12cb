import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createWakeUp } from './wake-up.ts';

const MS = 1e6;
/** The clock goes with the faked timers; a turn of the loop takes 1 ms of it. */
beforeEach(() => vi.useFakeTimers({ now: 0 }));
afterEach(() => vi.useRealTimers());

/** Wakes for one time after the other, and notes when. */
function woken(...moreMs: readonly number[]) {
  const atMs: number[] = [];
  let looks = 0;
  const nowNs = (): number => {
    looks += 1;
    return Date.now() * MS;
  };
  const wakeUp = createWakeUp(nowNs, () => {
    const nextMs = moreMs[atMs.length];
    atMs.push(Date.now());
    if (nextMs !== undefined) wakeUp.setFor(nextMs * MS);
  });
  const passTo = (ms: number): void => {
    vi.advanceTimersByTime(ms - Date.now());
  };
  return { wakeUp, atMs, passTo, looks: () => looks };
}

test('it wakes at its time or a moment later, never before, and once', () => {
  const { wakeUp, atMs, passTo } = woken();
  wakeUp.setFor(20.35 * MS);
  passTo(20);
  expect(atMs).toEqual([]);
  passTo(100);
  expect(atMs).toEqual([21]);
  expect(vi.getTimerCount()).toBe(0);
});

test('what is due already is told at the next turn, and not within the call', () => {
  const { wakeUp, atMs, passTo } = woken();
  wakeUp.setFor(-5 * MS);
  expect(atMs).toEqual([]);
  passTo(1);
  expect(atMs).toHaveLength(1);
});

test('the last time that was set counts, be it earlier or later', () => {
  const { wakeUp, atMs, passTo } = woken();
  wakeUp.setFor(5 * MS);
  wakeUp.setFor(50 * MS);
  passTo(40);
  expect(atMs).toEqual([]);
  wakeUp.setFor(45 * MS);
  passTo(100);
  expect(atMs).toEqual([45]);
});

test('after it was cancelled, or set for never, nothing is left that could wake', () => {
  const { wakeUp, atMs, passTo } = woken();
  for (const dueMs of [5, 0.1]) {
    wakeUp.setFor(dueMs * MS);
    wakeUp.cancel();
    expect(vi.getTimerCount()).toBe(0);
    wakeUp.setFor(dueMs * MS);
    wakeUp.setFor(Infinity);
    expect(vi.getTimerCount()).toBe(0);
  }
  passTo(60);
  expect(atMs).toEqual([]);
});

test('it may be set again from within the waking, and keeps each of the times', () => {
  const dueMs = [10, 20, 20, 40];
  const { wakeUp, atMs, passTo } = woken(...dueMs.slice(1));
  wakeUp.setFor(10 * MS);
  passTo(100);
  // A turn or two later, and never before.
  expect(atMs.map((at, nth) => at - (dueMs[nth] ?? 0)).every((late) => late >= 0 && late <= 2)).toBe(true);
  expect(atMs).toHaveLength(4);
  expect(vi.getTimerCount()).toBe(0);
});

test('it sleeps to the last 1.5 ms before a time, and to the last quarter of the time between two', () => {
  const { wakeUp, atMs, passTo, looks } = woken(100, 104);
  wakeUp.setFor(0);
  passTo(1);
  const looksAtFirst = looks();
  passTo(97);
  expect(looks()).toBe(looksAtFirst);
  passTo(100);
  expect(looks()).toBeGreaterThan(looksAtFirst);
  const looksAtSecond = looks();
  passTo(102);
  expect(looks()).toBe(looksAtSecond);
  passTo(104);
  expect(atMs.slice(1)).toEqual([100, 104]);
});

test('a time further away than a timer can wait is waited for all the same, asleep', () => {
  const farMs = 40 * 86_400_000;
  const { wakeUp, atMs, passTo, looks } = woken();
  wakeUp.setFor(farMs * MS);
  passTo(10_000);
  expect(looks()).toBe(1);
  passTo(farMs + 1);
  expect(atMs).toEqual([farMs]);
});
