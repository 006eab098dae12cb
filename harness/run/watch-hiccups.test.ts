import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { HistoryLine } from '../history/event.ts';
import { createRecorder } from '../history/recorder.ts';
import { msToNs } from '../time/clock.ts';
import { watchHiccups } from './watch-hiccups.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** What is recorded when ticks come with these gaps. */
function recorded(gapsMs: readonly number[]): HistoryLine[] {
  const lines: HistoryLine[] = [];
  let nowMs = 0;
  const clock = { nowNs: () => msToNs(nowMs), sleep: () => Promise.resolve() };
  const write = (line: HistoryLine) => lines.push(line);
  const recorder = createRecorder({ clock, stage: 's', write, processes: { next: 0 } });
  const watch = watchHiccups(recorder, clock);
  const tick = (gapMs: number): void => {
    nowMs += gapMs;
    vi.advanceTimersToNextTimer();
  };
  gapsMs.forEach(tick);
  watch[Symbol.dispose]();
  tick(1000);
  return lines;
}

test('a process that stood still is recorded, with how long, at the moment when it went on', () => {
  expect(recorded([20, 20, 626, 20])).toEqual([
    expect.objectContaining({ type: 'ok', f: 'hiccup', tNs: msToNs(666), stage: 's', value: { ms: 606 } }),
  ]);
});

test('a tick that is in time, or a little late, is none; nor is what comes after the watch', () => {
  expect(recorded([20, 119, 21, 60])).toEqual([]);
});
