import { expect, test } from 'vitest';
import { isLinearizable } from '../linearizability/linearizability.ts';
import { compareOn } from '../test/differential.ts';
import {
  anyVersionHistory,
  isSomeOrderLegal,
  versionCalls,
  versionRegister,
} from './test/version-register.ts';
import { decideTokenVersion } from './token-version.ts';
import type { VersionHistory } from '../auth/version-history.ts';
import { decideFromAnyBase } from './version-base.ts';

/** Compares on many histories, and sees to it that neither verdict is rare. */
function agreeOn(histories: ReturnType<typeof anyVersionHistory>, isLegal: (h: VersionHistory) => boolean) {
  const seen = [0, 0];
  compareOn(histories, (history) => {
    const { ok } = decideTokenVersion(history);
    seen[ok ? 1 : 0]! += 1;
    expect(ok).toBe(isLegal(history));
  });
  expect(Math.min(...seen) / (seen[0]! + seen[1]!)).toBeGreaterThan(0.1);
}

const bySearch = (history: VersionHistory): boolean =>
  isLinearizable(versionRegister(history.base), versionCalls(history));

test('agrees with every order of bumps without numbers', { timeout: 60_000 }, () => {
  agreeOn(anyVersionHistory('none'), isSomeOrderLegal);
});
test('agrees with every order of bumps of which some return their number', { timeout: 60_000 }, () => {
  agreeOn(anyVersionHistory('mixed'), isSomeOrderLegal);
});
test(
  'agrees with every order when some bumps without an answer are known to have happened, by their number',
  { timeout: 60_000 },
  () => {
    agreeOn(anyVersionHistory('mixed', true), isSomeOrderLegal);
  },
);
test('agrees with the linearizability search', { timeout: 60_000 }, () => {
  agreeOn(anyVersionHistory('mixed'), bySearch);
});
test(
  'agrees with the linearizability search when every acknowledged bump returns its number',
  { timeout: 60_000 },
  () => {
    agreeOn(anyVersionHistory('each'), bySearch);
  },
);

test('finds a first version exactly when there is one', { timeout: 60_000 }, () => {
  const seen = [0, 0];
  compareOn(anyVersionHistory('mixed'), (history) => {
    const bases = Array.from({ length: 24 }, (_, i) => i - 12);
    const exists = bases.some((base) => decideTokenVersion({ ...history, base }).ok);
    seen[exists ? 1 : 0]! += 1;
    expect(decideFromAnyBase(history).ok).toBe(exists);
  });
  expect(Math.min(...seen) / (seen[0]! + seen[1]!)).toBeGreaterThan(0.1);
});
