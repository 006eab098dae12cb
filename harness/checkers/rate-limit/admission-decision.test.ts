import * as fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { compareOn } from '../test/differential.ts';
import { type AdmissionDecision, decideAdmissions } from './admission-decision.ts';
import { overfullWindows, windowsOfSomePhase } from './aligned-windows.ts';
import type { LimiterKind, Rate } from './rate.ts';
import {
  canHappen,
  keepsFirstHitWindows,
  keepsSlidingLog,
  keepsTokenBucket,
  keepsWindowsFrom,
  originsOf,
  type Possible,
  type Rule,
} from './test/exhaustive-limiter.ts';
import { asIntervals, possibles } from './test/random-attempts.ts';

const seen = { possible: 0, impossible: 0, undecided: 0 };
const note = <D extends Pick<AdmissionDecision, 'status'>>(decision: D): D => {
  seen[decision.status] += 1;
  return decision;
};
const isVaried = (least = 0.1): boolean => {
  const total = seen.possible + seen.impossible + seen.undecided;
  return seen.possible >= least * total && seen.impossible >= least * total;
};
afterEach(() => Object.assign(seen, { possible: 0, impossible: 0, undecided: 0 }));

const rates = fc.record({ limit: fc.integer({ min: 1, max: 3 }), window: fc.integer({ min: 1, max: 6 }) });
const history = (maxLength: number) => fc.record({ all: possibles(maxLength), rate: rates });
const decide = (kind: LimiterKind, all: readonly Possible[], { limit, windowNs }: Rate, left = 1e6) =>
  decideAdmissions(asIntervals(all), asIntervals([]), { kind, limit, windowNs, budget: { left } });
const isPossible = (all: readonly Possible[], rule: Rule, { limit, windowNs }: Rate) =>
  canHappen(all, (times) => rule(times, limit, windowNs));
const chosen = (all: readonly Possible[], { positions }: { positions: readonly number[] }) => {
  const { sources } = asIntervals(all);
  return positions.map((position) => all[sources[position]!]!);
};

test.each([
  ['sliding-log', keepsSlidingLog],
  ['token-bucket', keepsTokenBucket],
] as const)(
  '%s: decided as by trying every time, and refuted by admissions that clash alone',
  (kind, rule) => {
    compareOn(history(5), ({ all, rate: { limit, window } }) => {
      const rate = { limit, windowNs: kind === 'token-bucket' ? window * limit : window };
      const decision = note(decide(kind, all, rate));
      expect(decision.status).toBe(isPossible(all, rule, rate) ? 'possible' : 'impossible');
      if (decision.status === 'impossible') expect(isPossible(chosen(all, decision), rule, rate)).toBe(false);
    });
    expect(isVaried()).toBe(true);
  },
  120_000,
);

test('windows from a known origin: decided as by trying every time', () => {
  compareOn(
    fc.tuple(history(5), fc.nat(5)),
    ([
      {
        all,
        rate: { limit, window },
      },
      origin,
    ]) => {
      const rate = { limit, windowNs: window };
      const overfull = overfullWindows(asIntervals(all), rate, origin);
      note({ status: overfull ? 'impossible' : 'possible' });
      expect(overfull === null).toBe(isPossible(all, keepsWindowsFrom(origin), rate));
      if (!overfull) return;
      for (let same = origin; same <= overfull.refutedToNs; same += 0.5) {
        expect(isPossible(chosen(all, overfull), keepsWindowsFrom(same), rate)).toBe(false);
      }
    },
  );
  expect(isVaried()).toBe(true);
}, 120_000);

const keepsWindows: Rule = (times, limit, window) =>
  originsOf(window).some((origin) => keepsWindowsFrom(origin)(times, limit, window));
const crowded = (maxLength: number) =>
  fc.record({
    all: possibles(maxLength, 2),
    rate: fc.record({ limit: fc.integer({ min: 1, max: 2 }), window: fc.integer({ min: 3, max: 6 }) }),
  });

test('windows of an unknown phase: decided as by trying every origin and every time', () => {
  compareOn(crowded(6), ({ all, rate: { limit, window } }) => {
    const rate = { limit, windowNs: window };
    const decision = note(windowsOfSomePhase(asIntervals(all), rate, { left: 1e6 }));
    expect(decision.status).toBe(isPossible(all, keepsWindows, rate) ? 'possible' : 'impossible');
    if (decision.status === 'impossible')
      expect(isPossible(chosen(all, decision), keepsWindows, rate)).toBe(false);
  });
  expect(isVaried()).toBe(true);
}, 120_000);

test('windows of any phase or opened by a first hit: never wrong, with or without lost answers', () => {
  const UNIT = 1e7;
  const lost = fc.array(
    fc.nat(6).map((from) => ({ from, to: 11, isOptional: true })),
    { maxLength: 1 },
  );
  compareOn(fc.tuple(crowded(5), lost), ([{ all, rate }, unanswered]) => {
    const decision = note(
      decideAdmissions(asIntervals(all, UNIT), asIntervals(unanswered, UNIT), {
        kind: 'fixed-window',
        limit: rate.limit,
        windowNs: rate.window * UNIT,
        budget: { left: 1e6 },
      }),
    );
    if (decision.status === 'undecided') return;
    const suits = (times: readonly number[]) =>
      keepsWindows(times, rate.limit, rate.window) || keepsFirstHitWindows(times, rate.limit, rate.window);
    expect(decision.status).toBe(canHappen([...all, ...unanswered], suits) ? 'possible' : 'impossible');
  });
  expect(isVaried()).toBe(true);
}, 120_000);

test.each([
  ['sliding-log', keepsSlidingLog],
  ['token-bucket', keepsTokenBucket],
] as const)(
  '%s: without time to search it is undecided at times, and never wrong',
  (kind, rule) => {
    compareOn(history(5), ({ all, rate: { limit, window } }) => {
      const rate = { limit, windowNs: window * limit };
      const decision = note(decide(kind, all, rate, 0));
      if (decision.status === 'undecided') return;
      expect(decision.status).toBe(isPossible(all, rule, rate) ? 'possible' : 'impossible');
    });
    expect(isVaried()).toBe(true);
    expect(seen.undecided).toBeGreaterThan(0);
  },
  120_000,
);
