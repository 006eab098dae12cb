import * as fc from 'fast-check';
import type { Operation } from '../../../history/operation.ts';
import { msToNs } from '../../../time/clock.ts';
import type { History } from '../../check.ts';
import { call, historyOf, stageOf } from './limited-history.ts';

const WINDOW_MS = 2000;

interface Plan {
  readonly gapMs: number;
  readonly tookMs: number;
  /** Where in its interval the call is decided. */
  readonly at: number;
  readonly replica: number;
  /** `unanswered` was decided and not heard of; `unserved` never reached the limiter. */
  readonly fate: 'answered' | 'unanswered' | 'unserved';
  readonly driftMs: number;
}

const plan: fc.Arbitrary<Plan> = fc.record({
  gapMs: fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 0, max: 30 }) },
    { weight: 2, arbitrary: fc.integer({ min: 0, max: 2500 }) },
  ),
  tookMs: fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 0, max: 40 }) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 1500 }) },
  ),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  replica: fc.nat(9),
  fate: fc.oneof(
    { weight: 9, arbitrary: fc.constant('answered' as const) },
    { weight: 1, arbitrary: fc.constantFrom('unanswered' as const, 'unserved' as const) },
  ),
  driftMs: fc.double({ min: -1, max: 1, noNaN: true }),
});

/** What a run of a limiter is made of: the plans of its calls, and the shape of the system. */
export const runs = fc.record({
  plans: fc.array(plan, { maxLength: 30 }),
  limit: fc.integer({ min: 1, max: 5 }),
  replicas: fc.integer({ min: 1, max: 4 }),
});

interface Counter {
  count: number;
  endNs: number;
}

/**
 * Plays the plans against fixed windows of 2 s opened by the first counted call, decided in one atomic step at an
 * instant of each interval, and ended up to 1 ms off as limiters that count milliseconds do; one counter for all
 * replicas, or one for each.
 */
export function play(
  run: typeof runs extends fc.Arbitrary<infer Run> ? Run : never,
  shared: boolean,
): History {
  const stage = stageOf({ limit: run.limit, windowS: WINDOW_MS / 1000, replicas: run.replicas });
  const counters = new Map<string, Counter>();
  let clockMs = 0;
  const calls = run.plans.map(({ gapMs, tookMs, at, replica, fate, driftMs }) => {
    clockMs += gapMs;
    const decidedMs = clockMs + at * (fate === 'unanswered' ? 4000 : tookMs);
    return {
      atMs: clockMs,
      tookMs,
      decidedNs: msToNs(decidedMs),
      fate,
      driftMs,
      name: `b-${(replica % run.replicas) + 1}`,
    };
  });
  const operations = calls
    .toSorted((a, b) => a.decidedNs - b.decidedNs)
    .map(({ atMs, tookMs, decidedNs, fate, driftMs, name }): Operation<'limited'> => {
      const decide = (): Operation<'limited'> => {
        const key = shared ? 'all' : name;
        const old = counters.get(key);
        const open =
          old && decidedNs < old.endNs ? old : { count: 0, endNs: decidedNs + msToNs(WINDOW_MS + driftMs) };
        counters.set(key, open);
        const leftMs = Math.min(WINDOW_MS, Math.floor((open.endNs - decidedNs) / 1e6));
        const seconds = Math.ceil(leftMs / 1000);
        const isAllowed = open.count < run.limit;
        if (isAllowed) open.count += 1;
        const remaining = isAllowed ? run.limit - open.count : null;
        const output = {
          remaining,
          limit: run.limit,
          resetS: seconds,
          retryAfterS: isAllowed ? null : seconds,
        };
        return call(atMs, isAllowed ? 200 : 429, { output });
      };
      const interval = { completedNs: msToNs(atMs + tookMs), replica: name };
      if (fate === 'answered') return { ...decide(), ...interval };
      if (fate === 'unanswered') decide();
      return { ...call(atMs, null), ...interval, replica: null, output: null };
    });
  return historyOf(operations, stage);
}
