import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { randomFrom } from '../../time/random.ts';
import { type DueTimes, dueTimes, type Share } from './due-times.ts';
import { constant, phasesOf, type Profile, ramp, spike, steps } from './profile.ts';
import { arrivalsIn, durationMsOf, type Phase, type Schedule, type Spacing } from './schedule.ts';

const SEED = '7f3a91c5';

const schedule = (profile: Profile, durationMs: number, spacing: Spacing = 'even'): Schedule => ({
  phases: phasesOf(profile, durationMs),
  spacing,
});
const allOf = (times: DueTimes): number[] => {
  const all: number[] = [];
  for (let dueNs = times.next(); dueNs !== Infinity; dueNs = times.next()) all.push(dueNs);
  return all;
};
const timesOf = (given: Schedule, seed = SEED, share?: Share): number[] =>
  allOf(dueTimes(given, randomFrom(seed), share));
const seconds = (...values: number[]): number[] => values.map((value) => Math.round(value * 1e9));
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const variance = (values: readonly number[]): number => {
  const middle = mean(values);
  return mean(values.map((value) => (value - middle) ** 2));
};
/** How far the share of the values up to each of them lies from what a distribution says (Kolmogorov–Smirnov), times √n. */
const distance = (values: readonly number[], cumulative: (value: number) => number): number => {
  const sorted = Float64Array.from(values).sort();
  const gaps = Array.from(sorted, (value, at) =>
    Math.max(cumulative(value) - at / sorted.length, (at + 1) / sorted.length - cumulative(value)),
  );
  return gaps.reduce((most, gap) => Math.max(most, gap), 0) * Math.sqrt(sorted.length);
};
/** The distance that chance exceeds once in a thousand. */
const ONCE_IN_A_THOUSAND = 1.95;

const phase = fc.record({
  fromPerSecond: fc.oneof(fc.constant(0), fc.double({ min: 0.01, max: 500, noNaN: true })),
  toPerSecond: fc.oneof(fc.constant(0), fc.double({ min: 0.01, max: 500, noNaN: true })),
  durationMs: fc.integer({ min: 1, max: 3000 }),
});
const anySchedule = fc.record({
  phases: fc.array(phase, { minLength: 1, maxLength: 5 }),
  spacing: fc.constantFrom('even' as const, 'poisson' as const),
});

/** The area below the rate up to an instant, by plain steps through the phases. */
const countUpTo = (phases: readonly Phase[], ns: number): number => {
  let [left, count] = [ns / 1e9, 0];
  for (const { fromPerSecond, toPerSecond, durationMs } of phases) {
    const spent = Math.min(left, durationMs / 1000);
    const reached = fromPerSecond + ((toPerSecond - fromPerSecond) * spent * 1000) / durationMs;
    count += ((fromPerSecond + reached) / 2) * spent;
    left -= spent;
  }
  return count;
};

test('an even schedule begins at once, keeps its spacing and ends before its end', () => {
  expect(timesOf(schedule(constant(4), 1000))).toEqual(seconds(0, 0.25, 0.5, 0.75));
  expect(timesOf(schedule(constant(3), 1000))).toEqual([0, 333_333_333, 666_666_667]);
  expect(timesOf(schedule(constant(0.5), 5000))).toEqual(seconds(0, 2, 4));
});

test('a ramp from nothing is due at the square roots', () => {
  // From 0 to 8/s in 2 s: up to t, 2 t² are due.
  const expected = Array.from({ length: 8 }, (_, index) => Math.sqrt(index / 2));
  expect(timesOf(schedule(ramp(0, 8), 2000))).toEqual(seconds(...expected));
});

test('a ramp to nothing is the same one backwards', () => {
  const expected = Array.from({ length: 8 }, (_, index) => 2 - Math.sqrt((8 - index) / 2));
  expect(timesOf(schedule(ramp(8, 0), 2000))).toEqual(seconds(...expected));
});

test('steps go on from where the last one stopped', () => {
  expect(timesOf(schedule(steps(2, 4), 2000))).toEqual(seconds(0, 0.5, 1, 1.25, 1.5, 1.75));
  // One and a half arrivals in the first second: the second half is made up at the next rate.
  expect(timesOf(schedule(steps(1.5, 4), 2000))).toEqual([0, 666_666_667, 1_125_000_000, 1_375_000_000, 1_625_000_000, 1_875_000_000]); // prettier-ignore
});

test('a time without arrivals is passed over', () => {
  expect(timesOf(schedule(steps(0, 2, 0, 2), 4000))).toEqual(seconds(1, 1.5, 3, 3.5));
  expect(timesOf(schedule(spike(0, 2), 3000))).toEqual(seconds(1, 1.5));
});

test('an even schedule has exactly as many arrivals as its rate says, whatever the rate', () => {
  for (const rate of [0.1, 0.3, 7, 33.3, 99.9, 1000 / 3, 1234.5]) {
    const expected = Math.ceil(Number((rate * 30).toPrecision(12)));
    expect(timesOf(schedule(constant(rate), 30_000))).toHaveLength(expected);
  }
  expect(timesOf(schedule(steps(0.1, 0.2, 0.3, 0.4), 40_000))).toHaveLength(10);
});

test('a sum of rates that rounding leaves above a whole number brings no arrival more', () => {
  // As numbers, the areas of these add up to 2.0000000000000004 and 9.000000000000002.
  expect(timesOf(schedule(steps(0.1, 0.4, 0.1), 10_000))).toHaveLength(2);
  expect(timesOf(schedule(steps(0.1, 2.5, 0.1), 10_000))).toHaveLength(9);
});

test('what is due at the very end by rounding is due just before it', () => {
  expect(timesOf(schedule(constant(1.000_000_000_1), 1000))).toEqual([0, 999_999_999]);
});

test('the rarest draw of all is a gap like any other', () => {
  const smallest = dueTimes(schedule(constant(1), 100_000, 'poisson'), { below: () => 0, shuffle: () => [] });
  expect(smallest.next()).toBeGreaterThan(20e9);
  expect(smallest.next()).toBeLessThan(100e9);
});

test('rounding does not add up in ten million arrivals', () => {
  const rate = 33_333.3;
  const times = dueTimes(schedule(constant(rate), 301_000), randomFrom(SEED));
  let worstNs = 0;
  for (let index = 0; index < 1e7; index += 1) {
    worstNs = Math.max(worstNs, Math.abs(times.next() - (index * 1e9) / rate));
  }
  expect(worstNs).toBeLessThanOrEqual(0.51);
});

test('the times of any schedule never go back, and lie within it', () => {
  fc.assert(
    fc.property(anySchedule, (given) => {
      const all = timesOf(given);
      expect(all.every((dueNs, at) => Number.isInteger(dueNs) && dueNs >= (all[at - 1] ?? 0))).toBe(true);
      expect(all.at(-1) ?? 0).toBeLessThan(durationMsOf(given.phases) * 1e6);
    }),
  );
});

test('arrival k of any even schedule is due when the area below the rate is k', () => {
  fc.assert(
    fc.property(anySchedule, ({ phases }) => {
      const all = timesOf({ phases, spacing: 'even' });
      for (const [index, dueNs] of all.entries()) {
        expect(countUpTo(phases, dueNs - 1)).toBeLessThanOrEqual(index + 1e-6);
        expect(countUpTo(phases, dueNs + 1)).toBeGreaterThanOrEqual(index - 1e-6);
      }
      expect(all).toHaveLength(Math.ceil(arrivalsIn(phases) - 1e-9));
    }),
  );
});

test('threads share out the very times that one alone sees', () => {
  fc.assert(
    fc.property(anySchedule, fc.integer({ min: 1, max: 5 }), (given, threads) => {
      const alone = timesOf(given);
      for (let thread = 0; thread < threads; thread += 1) {
        const own = timesOf(given, SEED, { thread, threads });
        expect(own).toEqual(alone.filter((_, index) => index % threads === thread));
      }
    }),
  );
});

test('once over, a schedule stays over', () => {
  for (const spacing of ['even', 'poisson'] as const) {
    const times = dueTimes(schedule(constant(5), 1000, spacing), randomFrom(SEED));
    allOf(times);
    expect([times.next(), times.next()]).toEqual([Infinity, Infinity]);
  }
});

test('a schedule without a phase or a rate has no arrivals', () => {
  for (const spacing of ['even', 'poisson'] as const) {
    expect(timesOf({ phases: [], spacing })).toEqual([]);
    expect(timesOf(schedule(constant(0), 1000, spacing))).toEqual([]);
  }
});

test('the same seed makes the same random times, another one others', () => {
  const given = schedule(constant(100), 10_000, 'poisson');
  expect(timesOf(given)).toEqual(timesOf(given));
  expect(timesOf(given)).not.toEqual(timesOf(given, '7f3a91c6'));
});

test('random gaps are exponential', () => {
  const all = timesOf(schedule(constant(1000), 50_000, 'poisson'));
  const gaps = all.map((dueNs, index) => (dueNs - (all[index - 1] ?? 0)) / 1e6);
  expect(distance(gaps, (gapMs) => 1 - Math.exp(-gapMs))).toBeLessThan(ONCE_IN_A_THOUSAND);
  const next = gaps.slice(1);
  const product = mean(next.map((gap, at) => (gap - 1) * ((gaps[at] ?? 0) - 1)));
  expect(Math.abs(product)).toBeLessThan(3.3 / Math.sqrt(next.length));
});

test('random counts vary as much as they are many', () => {
  const all = timesOf(schedule(constant(20), 2_000_000, 'poisson'));
  const counts = Array.from({ length: 2000 }, () => 0);
  for (const dueNs of all) counts[Math.floor(dueNs / 1e9)]! += 1;
  // The deviation of the mean is √(20 / 2000) = 0.1, that of the variance about 20 √(2 / 2000) = 0.63.
  expect(Math.abs(mean(counts) - 20)).toBeLessThan(0.33);
  expect(Math.abs(variance(counts) - 20)).toBeLessThan(2.1);
});

test('random arrivals follow a ramp and a spike', () => {
  for (const profile of [ramp(0, 2000), ramp(2000, 100), spike(100, 3000)]) {
    const given = schedule(profile, 20_000, 'poisson');
    const share = (dueNs: number): number => countUpTo(given.phases, dueNs) / arrivalsIn(given.phases);
    const all = timesOf(given);
    expect(Math.abs(all.length - arrivalsIn(given.phases))).toBeLessThan(
      3.3 * Math.sqrt(arrivalsIn(given.phases)),
    );
    expect(distance(all, share)).toBeLessThan(ONCE_IN_A_THOUSAND);
  }
});
