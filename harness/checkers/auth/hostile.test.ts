import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { acceptedOnEveryReplica } from '../acceptance/accepted-check.ts';
import { otherClientTypeLives } from '../revocation/client-type-check.ts';
import { liveTokenNeverRefused } from '../acceptance/live-token-check.ts';
import { oddReplicaIsNamed } from '../acceptance/odd-replica-check.ts';
import { refreshTokensDieWithTheKick } from '../refresh/refresh-kick-check.ts';
import { refreshWorksOnAnotherReplica } from '../refresh/refresh-replica-check.ts';
import { refreshWindowSlides } from '../refresh/refresh-window-check.ts';
import { refusalRatioFits } from '../acceptance/refusal-ratio-check.ts';
import { revokedEverywhereWhenKickReturns } from '../revocation/revocation-check.ts';
import { history, kick, login, logout, me, refresh } from './test/story.ts';
import { tokenVersionLinearizable } from '../token-version/token-version-check.ts';

const checks = [
  tokenVersionLinearizable(),
  revokedEverywhereWhenKickReturns(),
  refreshTokensDieWithTheKick(),
  otherClientTypeLives(),
  acceptedOnEveryReplica(),
  oddReplicaIsNamed({ stage: 's', planted: () => 'nobody' }),
  refusalRatioFits({ stage: 's' }),
  refreshWorksOnAnotherReplica(),
  refreshWindowSlides(),
  liveTokenNeverRefused(),
];

const name = fc.constantFrom('x', 'y', '', 'balancer');
const common = fc.record({
  at: fc.tuple(fc.nat(50), fc.nat(50)).map(([a, b]): [number, number] => [Math.min(a, b), Math.max(a, b)]),
  on: fc.constantFrom('b-1', 'b-2', 'stranger', '', null),
  route: fc.constantFrom('balancer', 'b-1', '', 'stranger'),
  user: name,
  type: fc.constantFrom('admin' as const, 'desktop' as const),
  stage: fc.constantFrom('s', 'other'),
  status: fc.constantFrom(200, 401, 403, 429, 500, null),
  outcome: fc.constantFrom('ok' as const, 'ok' as const, 'fail' as const, 'info' as const),
  token: name,
  refresh: name,
  with: name,
  session: name,
  version: fc.constantFrom(1, 2, null, -5, 0.5, 1e12, Number.NaN),
  lifetimeS: fc.constantFrom(null, 0, -1, 1e9),
});
const draft = fc.tuple(fc.nat(4), common, fc.boolean()).map(([f, c, blank]) => {
  const op = [
    login(c),
    refresh(c),
    me({ ...c, version: c.version ?? 0 }),
    kick({ ...c, targets: [c.type, c.type] }),
    logout(c),
  ][f]!;
  return blank ? { ...op, output: null } : op;
});

test('judges any history without throwing, and the same history always alike', () => {
  fc.assert(
    fc.property(fc.array(draft, { maxLength: 25 }), fc.subarray(['b-1', 'b-2']), (drafts, replicas) => {
      const h = history(drafts, { replicas });
      for (const check of checks) expect(check.judge(h)).toEqual(check.judge(h));
      for (const check of checks) check.judge({ operations: h.operations, stages: [] });
    }),
    { numRuns: 1_500 },
  );
});
test('calls an empty history unknown, whatever the claim', () => {
  for (const check of checks)
    expect(check.judge({ operations: [], stages: [] }).verdict.status).toBe('unknown');
});
test('has a kebab-case name and a sentence for a claim', () => {
  for (const check of checks)
    expect([check.name, check.claim]).toEqual([
      expect.stringMatching(/^[a-z-]+$/),
      expect.stringMatching(/\.$/),
    ]);
});
