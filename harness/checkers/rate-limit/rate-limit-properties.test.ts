import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { isLinearizable } from '../linearizability/linearizability.ts';
import { compareOn } from '../test/differential.ts';
import { KINDS, statusOf } from './test/model-of-three.ts';
import { firstHitWindows, LIMITERS, play, plans } from './test/played-limiter.ts';
import { request } from './test/recorded-requests.ts';

test.each(KINDS)(
  '%s: a correct limiter is never invalid, whatever the requests',
  (kind) => {
    const seen = { valid: 0, unknown: 0, invalid: 0 };
    compareOn(fc.tuple(plans, fc.integer({ min: 1, max: 4 })), ([all, limit]) => {
      const status = statusOf(kind, play(all, LIMITERS[kind](limit, 100)), { limit, toleranceMs: 0 });
      seen[status] += 1;
      expect(status).not.toBe('invalid');
    });
    expect(seen.valid).toBeGreaterThan(0.1 * (seen.valid + seen.unknown));
  },
  120_000,
);

test('windows that a first hit opens are a fixed window, and never invalid', () => {
  compareOn(fc.tuple(plans, fc.integer({ min: 1, max: 4 })), ([all, limit]) => {
    expect(statusOf('fixed-window', play(all, firstHitWindows(limit, 100)), { limit })).not.toBe('invalid');
  });
}, 120_000);

type Answer = 'allowed' | 'denied' | null;
const LIMIT = 2;
const counter = {
  initial: 0,
  step: (count: number, answer: Answer): number | undefined => {
    if (answer === null) return Math.min(LIMIT, count + 1);
    return (answer === 'allowed') === count < LIMIT ? Math.min(LIMIT, count + 1) : undefined;
  },
  stateKey: String,
  actionKey: String,
  isRead: () => false,
};
const decision = fc.record({
  from: fc.nat(9),
  took: fc.nat(5),
  answer: fc.constantFrom<Answer>('allowed', 'denied', 'allowed', 'denied', null),
});

test.each(['sliding-log', 'token-bucket'] as const)(
  '%s: within one window it is a counter that admits its limit: invalid means not linearizable, and the reverse but for lost answers',
  (kind) => {
    const seen = { linearizable: 0, not: 0, missed: 0 };
    compareOn(fc.array(decision, { maxLength: 7 }), (drawn) => {
      const history = drawn.map(({ from, took, answer }) =>
        answer === null
          ? request(from, from + took, { outcome: 'info' })
          : request(from, from + took, { output: answer }),
      );
      const calls = drawn.map(({ from, took, answer }, index) => ({
        index,
        invokedNs: from,
        completedNs: answer === null ? Infinity : from + took,
        action: answer,
      }));
      const isInvalid =
        statusOf(kind, history, { limit: LIMIT, windowMs: 1e6, toleranceMs: 0 }) === 'invalid';
      const isPossible = isLinearizable(counter, calls);
      seen[isPossible ? 'linearizable' : 'not'] += 1;
      if (isPossible === isInvalid) {
        // An admission after a denial shows that an unanswered request, which the denial needs, was not counted before it.
        expect(isInvalid).toBe(false);
        expect(drawn.some(({ answer }) => answer === null)).toBe(true);
        seen.missed += 1;
      }
    });
    expect(Math.min(seen.linearizable, seen.not)).toBeGreaterThan(
      3000 * (process.env['STRYKER_MUTATOR_WORKER'] ? 0.05 : 1),
    );
    expect(seen.missed).toBeLessThan(0.1 * seen.not);
  },
  120_000,
);
