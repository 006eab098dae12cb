import { expect, test } from 'vitest';
import { constant, phasesOf, type Profile, ramp, spike } from './profile.ts';
import type { Spacing } from './schedule.ts';
import { wordsOfSchedule } from './schedule-words.ts';

const words = (profile: Profile, spacing: Spacing, durationMs: number): string =>
  wordsOfSchedule({ phases: phasesOf(profile, durationMs), spacing });

test('a schedule is said in rates and times', () => {
  expect(words(constant(500), 'poisson', 30_000)).toBe('500/s for 30 s, Poisson');
  expect(words(ramp(0.25, 12_345.6), 'even', 1500)).toBe('0.25/s to 12346/s in 1.5 s, evenly spaced');
  expect(words(spike(100, 1000), 'even', 10_000)).toBe(
    '100/s for 3.333 s, then 1000/s for 3.333 s, then 100/s for 3.333 s, evenly spaced',
  );
});
