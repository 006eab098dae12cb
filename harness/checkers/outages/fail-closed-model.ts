import { recoveryTable } from './recovery-table.ts';
import type { Judging, Model } from '../model.ts';
import { violationsOf } from '../plain/finding.ts';
import { verdictOf } from '../verdict.ts';
import type { Judgement } from '../verdict.ts';
import { decideFailsClosed } from './fails-closed.ts';
import type { ClosedPolicy } from './fails-closed.ts';
import { ofOutage, ofRecovery } from './fault-wording.ts';
import { RecordedChecks } from './recorded-checks.ts';
import { decideRecovery } from './recovery.ts';
import type { Recovery, RecoveryPolicy } from './recovery.ts';

/** What the target promises of an outage, and of the time after it. */
export type FailClosedOptions = ClosedPolicy & RecoveryPolicy;

/**
 * A target that lets nobody in while the part is away by which it decides, and comes back with it. RecordedChecks and
 * RecordedFaults say what the operations are. Every fault is held to hit what dependent checks need.
 */
export const failClosed = (options: FailClosedOptions = {}): Model => ({
  name: 'fail-closed',
  claim:
    'During a fault, nothing that depends on the failed part is let in, left to hang or told to log out.',
  begin: (): Judging => {
    const checks = new RecordedChecks();
    return { take: (op) => checks.take(op), conclude: () => judge(checks, options) };
  },
});

function judge(checks: RecordedChecks, options: FailClosedOptions): Judgement {
  const { windows, unverified } = checks.faults;
  const outage = decideFailsClosed(windows, checks, options);
  const after = decideRecovery(windows, checks, options);
  const findings = [...outage.clashes.map(ofOutage), ...after.clashes.map(ofRecovery)];
  const violations = violationsOf(findings, (clash) => clash);
  const verified = windows.filter(({ downNs }) => downNs < Infinity).length;
  const gaps = [...unverifiedGaps(unverified), ...recoveryGaps(after.recoveries, options)];
  const nothing =
    windows.length === 0
      ? 'no fault was recorded'
      : 'no request that depends on the failed part ran wholly within an outage';
  const [gap] = outage.closed === 0 ? [...gaps, nothing] : gaps;
  return {
    verdict:
      violations.length === 0 && gap !== undefined
        ? { status: 'unknown', reason: gap }
        : verdictOf(violations, outage.closed, nothing),
    summary: `${outage.closed} requests refused in ${verified} outages, ${findings.length} answers that must not be`,
    evidence:
      after.recoveries.length === 0
        ? []
        : [recoveryTable('Time from healing to service', after.recoveries, options.recoverWithinMs)],
  };
}

const unverifiedGaps = (unverified: readonly number[]): string[] =>
  unverified.slice(0, 1).map((index) => `fault did not take hold: operation ${index} was not verified`);

/** Replicas of which nobody saw that they came back, where they must. */
function recoveryGaps(recoveries: readonly Recovery[], { recoverWithinMs }: FailClosedOptions): string[] {
  if (recoverWithinMs === undefined) return [];
  return recoveries
    .filter(({ atMostNs }) => atMostNs === Infinity)
    .map(
      ({ replica, fault }) =>
        `${replica ?? 'no replica'} was not seen to serve after operation ${fault.index}`,
    );
}
