import { conclude } from '../conclusion.ts';
import { ALLOWED_MS, counted, span } from '../phrases.ts';
import { RECOVERY_MS } from '../faults/excuses.ts';
import { nsToMs } from '../../time/clock.ts';
import { recoveryTable } from './recovery-table.ts';
import type { Check, History } from '../check.ts';
import type { Evidence, Judgement } from '../verdict.ts';
import { outages } from '../faults/fault-window.ts';
import { decideFailsClosed } from './fails-closed.ts';
import type { Need, OutageCall } from './outage-calls.ts';
import { outageScopes } from './outage-scopes.ts';
import type { OutageScope } from './outage-scopes.ts';
import { outageViolations } from './outage-wording.ts';
import type { OutageFinding } from './outage-wording.ts';
import { decideRecovery } from './recovery.ts';
import type { Recovery } from './recovery.ts';

/** Without Redis nobody is let in, everybody is answered within a second, and all is as before 2 s after it is back (CONTRACT). */
export const redisOutageFailsClosed = (): Check => ({
  name: 'redis-outage-fails-closed',
  claim:
    'While Redis is out of reach nothing that needs it is let in, left to hang or told to log in anew; and soon after, all is as before.',
  judge,
});

interface Found {
  readonly scope: OutageScope;
  readonly findings: readonly OutageFinding[];
  readonly closed: number;
  readonly recoveries: readonly Recovery[];
  readonly gaps: readonly string[];
}

function judge(history: History): Judgement {
  const scopes = outageScopes(history);
  const found = scopes.map(decide);
  const closed = found.reduce((sum, one) => sum + one.closed, 0);
  const recoveries = found.flatMap((one) => one.recoveries);
  const slowestNs = Math.max(0, ...recoveries.map(({ atMostNs }) => atMostNs).filter(Number.isFinite));
  const violations = outageViolations(found.flatMap(({ findings }) => findings));
  const outageCount = new Set(scopes.flatMap(({ windows }) => windows.map(({ index }) => index))).size;
  const seen = `${counted(closed, 'call')} refused in ${counted(outageCount, 'outage')}, all replicas back within ${span(slowestNs)}`;
  return conclude({
    violations,
    gaps: scopes.length === 0 ? ['no fault parted a replica from Redis'] : found.flatMap(({ gaps }) => gaps),
    examined: closed,
    summary: violations[0]?.message ?? seen,
    evidence:
      scopes.length === 0
        ? []
        : [
            answerTable(scopes),
            recoveryTable('From the return of Redis to service', recoveries, RECOVERY_MS),
          ],
  });
}

function decide(scope: OutageScope): Found {
  const { windows, calls } = scope;
  const byToken = calls.filter(({ need }) => need === 'token');
  const others = calls.filter(({ need }) => need === 'store' || need === 'readiness');
  const closed = [
    decideFailsClosed(windows, byToken, { refusesWhenDown: true }),
    decideFailsClosed(windows, others, { refusesWhenDown: false }),
  ];
  const known = scope.replica === null ? [] : calls;
  const after = decideRecovery(windows, known, { recoverWithinMs: RECOVERY_MS, refusesWhenDown: true });
  const clashes = [...closed.flatMap((one) => one.clashes), ...after.clashes];
  const byIndex = new Map(calls.map((call) => [call.index, call]));
  const findings = clashes.flatMap(({ anomaly, check }): OutageFinding[] => {
    const call = byIndex.get(check.index);
    return call ? [{ anomaly, call, fault: faultBefore(scope, call) }] : [];
  });
  const count = closed.reduce((sum, one) => sum + one.closed, 0);
  return {
    scope,
    findings: [...findings, ...lifelessness(scope)],
    closed: count,
    recoveries: after.recoveries,
    gaps: scope.replica === null ? [] : gapsOf(scope, after.recoveries),
  };
}

/** A liveness check that fails with Redis: whoever watches it restarts every replica at once. */
function lifelessness(scope: OutageScope): OutageFinding[] {
  const isDown = outages(scope.windows);
  return scope.calls
    .filter(({ need, kind, invokedNs, completedNs }) => {
      return need === 'none' && kind !== 'accepted' && kind !== 'unreached' && isDown(invokedNs, completedNs);
    })
    .map((call) => ({ anomaly: 'lifeless', call, fault: faultBefore(scope, call) }));
}

const faultBefore = ({ windows }: OutageScope, { invokedNs }: OutageCall) =>
  windows.findLast(({ commandedNs }) => commandedNs <= invokedNs) ?? null;

/** An outage in which a replica was not asked, and a return of it that nobody saw, prove nothing. */
function gapsOf(
  { replica, windows, calls, slackNs, isRigSlow }: OutageScope,
  recoveries: readonly Recovery[],
): string[] {
  if (isRigSlow)
    return [
      `answers that need no Redis took ${span(slackNs)}: how long others hang for want of it cannot be told`,
    ];
  const unseen = windows.flatMap((window) => {
    if (window.downNs === Infinity) return [];
    const isDown = outages([window]);
    const asked = calls.filter((call) => call.isDependent && isDown(call.invokedNs, call.completedNs));
    return asked.length > 0 ? [] : [`${replica} was asked nothing that needs Redis during ${window.name}`];
  });
  const last = recoveries.filter((one) => one.replica === replica).at(-1);
  const isBack = last !== undefined && last.atMostNs < Infinity;
  return isBack ? unseen : [...unseen, `${replica} was not seen to serve after the last outage`];
}

const NEED_WORDS: Readonly<Record<Need, string>> = {
  token: 'with a bearer token (401)',
  store: 'login, refresh, publish (503)',
  readiness: '/health/ready (503)',
  none: '/health (200)',
};

/** What was answered while Redis was known to be away. */
function answerTable(scopes: readonly OutageScope[]): Evidence {
  const within = scopes.flatMap(({ windows, calls }) => {
    const isDown = outages(windows);
    return calls.filter(({ invokedNs, completedNs }) => isDown(invokedNs, completedNs));
  });
  const kinds = ['accepted', 'unauthorized', 'unavailable', 'hang', 'other'] as const;
  return {
    kind: 'table',
    title: 'Answers while Redis was away',
    columns: ['call', 'let in', '401', '5xx', 'late or none', 'other', 'slowest (ms)', ALLOWED_MS],
    rows: [...Map.groupBy(within, ({ need }) => need)].map(([need, calls]) => [
      NEED_WORDS[need],
      ...kinds.map((kind) => calls.filter((call) => call.kind === kind).length),
      ...slowestOf(calls),
    ]),
  };
}

/** How long the call took that used most of what it may take, and what that was, in ms. */
function slowestOf(calls: readonly OutageCall[]): readonly [number, number] {
  const [tookNs, boundNs] = calls
    .map(({ op, boundNs: allowedNs }) => [op.completedNs - op.invokedNs, allowedNs] as const)
    .reduce((most, one) => (one[0] / one[1] > most[0] / most[1] ? one : most));
  return [Math.round(nsToMs(tookNs)), Math.round(nsToMs(boundNs))];
}
