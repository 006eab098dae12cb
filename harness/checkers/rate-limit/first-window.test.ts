import { expect, test } from 'vitest';
import { cpuSeconds } from '../test/cpu-seconds.ts';
import { msToNs } from '../../time/clock.ts';
import type { Attempt } from './attempt.ts';
import { anchoredWindows } from './first-window.ts';

const attempt = (fromMs: number, toMs: number, kind: Attempt['kind'] = 'allowed'): Attempt => ({
  invokedNs: msToNs(fromMs),
  completedNs: msToNs(toMs),
  kind,
  replica: 'b-1',
});

const windowsOf = (attempts: readonly Attempt[]) =>
  anchoredWindows(attempts, msToNs(1000)).map((window) => ({
    opensMs: [window.opensFromNs / 1e6, window.opensUntilNs / 1e6],
    endsMs: [window.endsFromNs / 1e6, window.endsUntilNs / 1e6],
    members: window.members.length,
  }));

test('the first window opens between the first start and the first end of an admission', () => {
  expect(windowsOf([attempt(0, 50), attempt(10, 20), attempt(500, 510)])).toEqual([
    { opensMs: [0, 20], endsMs: [998, 1022], members: 3 },
  ]);
});

test('a call without an answer may have opened the window, and bounds nothing from above', () => {
  const info = attempt(0, Infinity, 'info');
  expect(windowsOf([info, attempt(300, 310)])).toEqual([
    { opensMs: [0, 310], endsMs: [998, 1312], members: 1 },
  ]);
});

test('a denial opens no window', () => {
  expect(windowsOf([attempt(0, 10, 'denied')])).toEqual([]);
});

test('an admission across the end of a window belongs to neither for sure, but may open the next', () => {
  expect(windowsOf([attempt(0, 10), attempt(990, 1030), attempt(1500, 1510)])).toEqual([
    { opensMs: [0, 10], endsMs: [998, 1012], members: 1 },
    { opensMs: [998, 1510], endsMs: [1996, 2512], members: 1 },
  ]);
});

test('the next window opens with the first admission after the end of the last, however late', () => {
  expect(windowsOf([attempt(0, 10), attempt(5000, 5010)])[1]).toEqual({
    opensMs: [5000, 5010],
    endsMs: [5998, 6012],
    members: 1,
  });
});

test('two hundred thousand calls of one user in a hundred windows take a fraction of a second', () => {
  const attempts = Array.from({ length: 200_000 }, (_, at) => attempt(at / 2, at / 2 + 3));
  const seconds = cpuSeconds(() => {
    expect(anchoredWindows(attempts, msToNs(1000)).length).toBeGreaterThan(95);
  });
  expect(seconds).toBeLessThan(10);
});
