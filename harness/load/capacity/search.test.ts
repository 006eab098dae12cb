import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextStep } from './search.ts';
import { DEFAULT_SEARCH, mostTrials } from './search-settings.ts';
import { searched, type System } from './test/searched.ts';
import type { Outcome } from './trial.ts';

const upTo =
  (threshold: number): System =>
  (rate) =>
    rate <= threshold ? 'held' : 'broken';
/** The trials as `purpose rate outcome`. */
const story = ({ trials }: ReturnType<typeof searched>): string[] =>
  trials.map(({ purpose, ratePerSecond, outcome }) => `${purpose} ${ratePerSecond} ${outcome}`);

test('a search doubles until a rate breaks, bisects, and confirms twice', () => {
  const found = searched(upTo(470));
  expect(story(found)).toEqual([
    'double 100 held',
    'double 200 held',
    'double 400 held',
    'double 800 broken',
    'bisect 565.7 broken',
    'bisect 475.7 broken',
    'bisect 436.2 held',
    'bisect 455.5 held',
    'confirm 455.5 held',
    'confirm 455.5 held',
  ]);
  expect(found.stop).toEqual({
    reason: 'found',
    capacity: { ratePerSecond: 455.5, brokenPerSecond: 475.7 },
    heldPerSecond: 455.5,
    brokenPerSecond: 475.7,
    assumedBroken: [],
  });
});

test('a search whose first rate breaks goes down before it bisects', () => {
  const found = searched(upTo(30));
  expect(story(found).slice(0, 4)).toEqual([
    'double 100 broken',
    'halve 50 broken',
    'halve 25 held',
    'bisect 35.36 broken',
  ]);
  expect(found.stop).toMatchObject({
    reason: 'found',
    capacity: { ratePerSecond: 29.73, brokenPerSecond: 31.05 },
  });
});

test('nothing is found when even the lowest rate breaks, and it is tried', () => {
  const { trials, stop } = searched(upTo(5), { floorPerSecond: 10 });
  expect(trials.at(-1)?.ratePerSecond).toBe(10);
  expect(stop).toMatchObject({ reason: 'never-held', heldPerSecond: null, brokenPerSecond: 10 });
});

test('the highest rate allowed is confirmed, and is no capacity', () => {
  const found = searched(upTo(10_000), { ceilingPerSecond: 150 });
  expect(story(found)).toEqual([
    'double 100 held',
    'double 150 held',
    'confirm 150 held',
    'confirm 150 held',
  ]);
  expect(found.stop).toMatchObject({ reason: 'ceiling', atLeastPerSecond: 150, brokenPerSecond: null });
  expect(found.stop).not.toHaveProperty('capacity');
});

test('the first rate lies within what is allowed', () => {
  expect(searched(upTo(1), { ceilingPerSecond: 40 }).trials[0]?.ratePerSecond).toBe(40);
  expect(searched(upTo(1), { floorPerSecond: 400 }).trials[0]?.ratePerSecond).toBe(400);
});

test('a failed confirmation is a rate that broke, and the search goes on below it', () => {
  const found = searched((rate, _, purpose) =>
    rate <= 440 || (rate <= 470 && purpose !== 'confirm') ? 'held' : 'broken',
  );
  expect(story(found).slice(8)).toEqual(['confirm 455.5 broken', 'confirm 436.2 held', 'confirm 436.2 held']);
  expect(found.stop).toMatchObject({ capacity: { ratePerSecond: 436.2, brokenPerSecond: 455.5 } });
});

test('a second confirmation counts like the first', () => {
  let confirmations = 0;
  const found = searched((rate, _, purpose) =>
    purpose === 'confirm' && (confirmations += 1) === 2 ? 'broken' : upTo(470)(rate, 0, purpose),
  );
  expect(story(found).slice(8)).toEqual([
    'confirm 455.5 held',
    'confirm 455.5 broken',
    'confirm 436.2 held',
    'confirm 436.2 held',
  ]);
  expect(found.stop).toMatchObject({ reason: 'found', capacity: { brokenPerSecond: 455.5 } });
});

test('a system whose confirmations keep failing is unsteady', () => {
  const { trials, stop } = searched((rate, _, purpose) =>
    purpose === 'confirm' || rate > 470 ? 'broken' : 'held',
  );
  expect(trials.filter(({ purpose }) => purpose === 'confirm')).toHaveLength(4);
  expect(stop.reason).toBe('unsteady');
  expect(stop).not.toHaveProperty('capacity');
});

test('an undecided rate is tried twice more, then taken for broken, which is said', () => {
  const found = searched((rate) => (rate > 500 ? 'undecided' : 'held'));
  expect(story(found).slice(3, 9)).toEqual([
    'double 800 undecided',
    'double 800 undecided',
    'double 800 undecided',
    'bisect 565.7 undecided',
    'bisect 565.7 undecided',
    'bisect 565.7 undecided',
  ]);
  expect(found.stop).toMatchObject({ reason: 'found', assumedBroken: [800, 565.7, 518.8] });
});

test('a rate that is decided at last is taken for what it is', () => {
  const found = searched((rate, trial) =>
    trial === 1 || trial === 2 ? 'undecided' : upTo(470)(rate, 0, 'double'),
  );
  expect(story(found).slice(1, 5)).toEqual([
    'double 200 undecided',
    'double 200 undecided',
    'double 200 held',
    'double 400 held',
  ]);
  expect(found.stop).toMatchObject({ reason: 'found', assumedBroken: [] });
});

test('when the generator is the limit there is no capacity, only what held', () => {
  const found = searched((rate) => (rate > 470 ? 'generator' : 'held'));
  expect(found.stop).toEqual({
    reason: 'generator',
    heldPerSecond: 455.5,
    brokenPerSecond: null,
    assumedBroken: [],
  });
  expect(story(found)).not.toContainEqual(expect.stringMatching(/^confirm/u));
});

test('a system that breaks below what the generator can offer has a capacity', () => {
  const found = searched((rate) => (rate > 600 ? 'generator' : upTo(470)(rate, 0, 'double')));
  expect(story(found)[3]).toBe('double 800 generator');
  expect(found.stop).toMatchObject({
    reason: 'found',
    capacity: { ratePerSecond: 455.5, brokenPerSecond: 475.7 },
  });
});

test('a generator that manages no rate at all has no hint to give', () => {
  const { trials, stop } = searched(() => 'generator', { floorPerSecond: 10 });
  expect(stop).toMatchObject({ reason: 'generator', heldPerSecond: null, brokenPerSecond: null });
  expect(trials).toHaveLength(5);
});

test('a generator that falters in a confirmation is given two more trials', () => {
  const falters = (times: number): System => {
    let left = times;
    return (rate, _, purpose) =>
      purpose === 'confirm' && left-- > 0 ? 'generator' : upTo(470)(rate, 0, purpose);
  };
  expect(searched(falters(2)).stop.reason).toBe('found');
  expect(searched(falters(3)).stop).toMatchObject({ reason: 'generator', heldPerSecond: 455.5 });
});

test('no trial is begun that would end after the deadline', () => {
  const { trials, stop } = searched(upTo(470), { deadlineMs: 5 * 60_000 + 59_999 });
  expect(trials).toHaveLength(5);
  expect(stop).toMatchObject({ reason: 'deadline', heldPerSecond: 400, brokenPerSecond: 565.7 });
  expect(searched(upTo(470), { deadlineMs: 10 * 60_000 }).stop.reason).toBe('found');
  expect(searched(upTo(470), { deadlineMs: 1 }).trials).toHaveLength(1);
});

test('the longest trial says how long the next may take', () => {
  const trial = { purpose: 'double', outcome: 'held' } as const;
  const trials = [
    { ...trial, ratePerSecond: 100, tookMs: 90_000 },
    { ...trial, ratePerSecond: 200, tookMs: 10_000 },
  ];
  expect(nextStep(trials, { ...DEFAULT_SEARCH, deadlineMs: 189_999 })).toMatchObject({ kind: 'stop' });
  expect(nextStep(trials, { ...DEFAULT_SEARCH, deadlineMs: 190_000 })).toMatchObject({ kind: 'try' });
});

const settings = fc.record({
  startPerSecond: fc.double({ min: 0.5, max: 20_000, noNaN: true }),
  floorPerSecond: fc.double({ min: 0.1, max: 10, noNaN: true }),
  ceilingPerSecond: fc.double({ min: 10, max: 200_000, noNaN: true }),
  tolerance: fc.double({ min: 0, max: 0.5, noNaN: true }),
  confirmations: fc.integer({ min: 0, max: 4 }),
  mostFailedConfirmations: fc.integer({ min: 0, max: 4 }),
});
const outcome = fc.constantFrom<Outcome>('held', 'held', 'broken', 'broken', 'undecided', 'generator');

test('a search ends within its bound whatever comes out of the trials', () => {
  fc.assert(
    fc.property(settings, fc.array(outcome, { minLength: 1, maxLength: 300 }), (given, outcomes) => {
      const { trials } = searched((_, at) => outcomes[at % outcomes.length]!, given);
      expect(trials.length).toBeLessThanOrEqual(mostTrials({ ...DEFAULT_SEARCH, ...given }));
    }),
    { numRuns: 2000 },
  );
});

test('the bound of a search is a number of trials that one can plan with', () => {
  // Three times: 12 to double, 19 to halve, and four rounds of at most 1 + 5 + 2.
  expect(mostTrials(DEFAULT_SEARCH)).toBe(189);
});

test('a search tries no rate outside its bounds, and no trial twice but to repeat or confirm', () => {
  fc.assert(
    fc.property(settings, fc.array(outcome, { minLength: 1, maxLength: 300 }), (given, outcomes) => {
      const { trials } = searched((_, at) => outcomes[at % outcomes.length]!, given);
      for (const [at, { ratePerSecond, purpose }] of trials.entries()) {
        expect(ratePerSecond).toBeGreaterThanOrEqual(given.floorPerSecond);
        expect(ratePerSecond).toBeLessThanOrEqual(given.ceilingPerSecond);
        const before = trials.slice(0, at).filter((trial) => trial.ratePerSecond === ratePerSecond);
        if (purpose !== 'confirm') expect(before.every((trial) => trial.outcome === 'undecided')).toBe(true);
      }
    }),
    { numRuns: 500 },
  );
});

test('a threshold is found from below within the tolerance, wherever it lies', () => {
  fc.assert(
    fc.property(settings, fc.double({ min: 0.05, max: 400_000, noNaN: true }), (given, threshold) => {
      const { stop } = searched(upTo(threshold), given);
      const tolerance = Math.max(0.005, given.tolerance);
      if (threshold < given.floorPerSecond) expect(stop.reason).toBe('never-held');
      else if (threshold >= given.ceilingPerSecond) expect(stop.reason).toBe('ceiling');
      else if (stop.reason !== 'found') expect.fail(stop.reason);
      else {
        const { ratePerSecond, brokenPerSecond } = stop.capacity;
        expect(ratePerSecond).toBeLessThanOrEqual(threshold);
        expect(brokenPerSecond).toBeGreaterThan(threshold);
        expect(brokenPerSecond - ratePerSecond).toBeLessThanOrEqual(tolerance * ratePerSecond * (1 + 1e-9));
      }
    }),
    { numRuns: 2000 },
  );
});

test('a queue whose latencies are noisy is found near where it breaks', () => {
  // M/M/1: 99 % of the answers take no longer than ln 100 / (μ − λ); with μ = 1000/s that is 50 ms at 908/s.
  let state = 12_345;
  const draw = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  const queue: System = (rate) => {
    if (rate >= 1000) return 'broken';
    const noise = 0.9 + 0.2 * draw();
    return (Math.log(100) / (1000 - rate)) * 1000 * noise <= 50 ? 'held' : 'broken';
  };
  const rates = Array.from({ length: 300 }, () => {
    const { stop } = searched(queue, { tolerance: 0.02 });
    return stop.reason === 'found' ? stop.capacity.ratePerSecond : Number.NaN;
  });
  // With the noise, 50 ms are kept for sure below 898.7/s, and never above 917.1/s.
  expect(rates.every((rate) => rate > 898.7 / 1.021 && rate <= 917.1)).toBe(true);
});
