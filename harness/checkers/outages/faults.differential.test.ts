import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareOn } from '../test/differential.ts';
import { measureAvailability } from './availability.ts';
import { decideFailsClosed } from './fails-closed.ts';
import type { ClosedPolicy } from './fails-closed.ts';
import type { FaultCheck, FaultWindow } from '../faults/fault-window.ts';
import { decideRecovery } from './recovery.ts';
import type { RecoveryPolicy } from './recovery.ts';
import { anyChecks, anyWindows } from './test/story.ts';

const NS = 1e-6;
const TIMEOUT_MS = 60_000;
const isFailure = ({ kind }: FaultCheck) => kind === 'unavailable' || kind === 'hang' || kind === 'unreached';

/** By definition: every check against every window. */
function naiveClosed(
  windows: readonly FaultWindow[],
  checks: readonly FaultCheck[],
  { cacheTtlMs = 0, refusesWhenDown = false }: ClosedPolicy,
) {
  const clashes: [string, number][] = [];
  let closed = 0;
  for (const one of checks) {
    const inside = (delayNs: number) =>
      windows.some(
        ({ downNs, healingNs }) => downNs + delayNs < one.invokedNs && one.completedNs < healingNs,
      );
    if (!one.isDependent || !inside(0)) continue;
    if (one.kind === 'accepted' && inside(cacheTtlMs * 1e6)) clashes.push(['fail-open', one.index]);
    if (one.kind === 'hang') clashes.push(['hang', one.index]);
    const destroyed = one.kind === 'unauthorized' && one.isLive && !refusesWhenDown;
    if (destroyed) clashes.push(['session-destroyed', one.index]);
    if (one.kind === 'unavailable' || (one.kind === 'unauthorized' && !destroyed)) closed += 1;
  }
  return { clashes, closed };
}

test('fails closed as the definition says', { timeout: TIMEOUT_MS }, () => {
  const policies = fc.record({
    cacheTtlMs: fc.constantFrom(0, 2 * NS, 5 * NS),
    refusesWhenDown: fc.boolean(),
  });
  const seen = { clean: 0, clashing: 0 };
  compareOn(fc.tuple(anyWindows, anyChecks, policies), ([windows, drawn, policy]) => {
    // Mostly such as can clash at all.
    const checks = drawn.map((one) => ({ ...one, isDependent: one.isDependent || one.index % 3 > 0 }));
    const { clashes, closed } = decideFailsClosed(windows, checks, policy);
    const told = { clashes: clashes.map(({ anomaly, check }) => [anomaly, check.index]), closed };
    expect(told).toEqual(naiveClosed(windows, checks, policy));
    seen[clashes.length > 0 ? 'clashing' : 'clean'] += 1;
  });
  expect(Math.min(seen.clean, seen.clashing)).toBeGreaterThan((seen.clean + seen.clashing) / 10);
});

/** By definition: the fault that a check comes after is the last to be healed of those before it, if no other touches it. */
function naiveRecovery(
  windows: readonly FaultWindow[],
  checks: readonly FaultCheck[],
  { recoverWithinMs = Infinity, refusesWhenDown = false }: RecoveryPolicy,
) {
  const quietAfter = (one: FaultCheck): FaultWindow | null | undefined => {
    const before = windows.filter(({ healedNs }) => healedNs < one.invokedNs);
    const touched = windows.some(
      ({ commandedNs, healedNs }) => healedNs >= one.invokedNs && commandedNs <= one.completedNs,
    );
    if (touched) return undefined;
    return before.toSorted((a, b) => b.healedNs - a.healedNs)[0] ?? null;
  };
  const lateBy = (one: FaultCheck, fault: FaultWindow) =>
    one.invokedNs > fault.healedNs + recoverWithinMs * 1e6;
  return checks.flatMap((one): [string, number][] => {
    const fault = quietAfter(one);
    if (one.kind === 'unauthorized' && one.isLive) {
      const told =
        one.isDependent &&
        windows.some(({ downNs, healingNs }) => downNs < one.invokedNs && one.completedNs < healingNs);
      const recovered = fault === null || (fault !== undefined && lateBy(one, fault));
      return told || (refusesWhenDown && !recovered) ? [] : [['session-destroyed', one.index]];
    }
    if (!one.isDependent || !isFailure(one) || !fault || !lateBy(one, fault)) return [];
    const served = checks.some(
      (other) =>
        other.index < one.index &&
        other.replica === one.replica &&
        other.isDependent &&
        other.kind === 'accepted' &&
        quietAfter(other)?.healedNs === fault.healedNs,
    );
    return [[served ? 'flapping' : 'late-recovery', one.index]];
  });
}

test('recovers as the definition says', { timeout: TIMEOUT_MS }, () => {
  const policies = fc.record(
    { recoverWithinMs: fc.constantFrom(0, 2 * NS, 5 * NS), refusesWhenDown: fc.boolean() },
    { requiredKeys: [] },
  );
  const seen = { clean: 0, clashing: 0 };
  compareOn(fc.tuple(anyWindows, anyChecks, policies), ([windows, checks, policy]) => {
    const { clashes } = decideRecovery(windows, checks, policy);
    expect(clashes.map(({ anomaly, check }) => [anomaly, check.index])).toEqual(
      naiveRecovery(windows, checks, policy),
    );
    seen[clashes.length > 0 ? 'clashing' : 'clean'] += 1;
  });
  expect(Math.min(seen.clean, seen.clashing)).toBeGreaterThan((seen.clean + seen.clashing) / 10);
});

const inOrder = (a: string, b: string) => (a < b ? -1 : 1);

/** By definition: from each failure to the next answer, or to the last end of a failure. */
function naiveGaps(checks: readonly FaultCheck[]): [string, string, number][] {
  return (['session', 'replica'] as const).flatMap((of) =>
    [...new Set(checks.map((one) => one[of]))].flatMap((name): [string, string, number][] => {
      const own = checks.filter((one) => one[of] === name);
      const lengths = own.flatMap((one, n) => {
        if (!isFailure(one)) return [];
        const rest = own.slice(n);
        const answer = rest.find((later) => !isFailure(later));
        const endNs =
          answer?.completedNs ?? Math.max(...own.filter(isFailure).map((failed) => failed.completedNs));
        return [endNs - one.invokedNs];
      });
      return name === null || lengths.length === 0 ? [] : [[of, name, Math.max(...lengths)]];
    }),
  );
}

test('measures availability as the definition says', { timeout: TIMEOUT_MS }, () => {
  const seen = { clean: 0, failing: 0 };
  compareOn(anyChecks, (checks) => {
    const { total, failed, gaps, byReplica, failure } = measureAvailability(checks);
    expect([total, failed, failure]).toEqual([
      checks.length,
      checks.filter(isFailure).length,
      checks.find(isFailure) ?? null,
    ]);
    expect(gaps.map(({ of, name, lengthNs }) => `${of} ${name} ${lengthNs}`).toSorted(inOrder)).toEqual(
      naiveGaps(checks)
        .map((gap) => gap.join(' '))
        .toSorted(inOrder),
    );
    for (const [name, share] of byReplica) {
      const own = checks.filter(({ replica }) => replica === name);
      expect(share).toMatchObject({ total: own.length, failed: own.filter(isFailure).length });
    }
    seen[failed > 0 ? 'failing' : 'clean'] += 1;
  });
  expect(Math.min(seen.clean, seen.failing)).toBeGreaterThan((seen.clean + seen.failing) / 10);
});
