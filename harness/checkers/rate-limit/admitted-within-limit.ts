import type { Check, History } from '../check.ts';
import { type Evidence, type Judgement, verdictOf, type Violation } from '../verdict.ts';
import { type Bucket, bucketsOf, NO_BUCKETS } from './attempt.ts';
import { admissionEvidence } from './admission-evidence.ts';
import { type JudgedWindow, judgeBucket } from './judged-window.ts';
import { explainOverAdmission } from './over-admission-cause.ts';

/**
 * No window admits more than its limit, counted over all replicas: the fixed window opened by the first counted
 * request, and twice the limit in any window at all (docs/algorithms.md 6).
 */
export function admittedWithinLimit(): Check {
  return {
    name: 'admitted-within-limit',
    claim: 'All replicas together admit no more than the limit in any window.',
    judge,
  };
}

function judge(history: History): Judgement {
  const buckets = bucketsOf(history);
  const windows = buckets.flatMap(judgeBucket);
  const byStage = [...Map.groupBy(windows, ({ bucket }) => bucket.stage).values()];
  const violations = byStage.flatMap(overAdmission);
  const powered = windows.filter(({ weakness }) => weakness === null);
  const weak = byStage.find((ofStage) => ofStage.every(({ weakness }) => weakness !== null));
  const nothing = weakReason(weak, buckets);
  const evidence: readonly Evidence[] = admissionEvidence(buckets, windows);
  const verdict = verdictOf(violations, nothing === null ? powered.length : 0, nothing ?? '');
  return { verdict, summary: summaryOf(windows, powered.length), evidence };
}

function weakReason(weak: readonly JudgedWindow[] | undefined, buckets: readonly Bucket[]): string | null {
  if (buckets.length === 0) return NO_BUCKETS;
  const unopened = buckets.every(({ calls }) => calls.every(({ kind }) => kind !== 'allowed'));
  if (unopened) return 'no call was admitted, so no window is known to have opened';
  return weak?.[0] ? `no window could show over-admission: ${weak[0].weakness}` : null;
}

/** One finding per stage: its worst window, with how many others are over. */
function overAdmission(windows: readonly JudgedWindow[]): Violation[] {
  const over = windows.filter(({ admitted, allowance }) => admitted.length > allowance);
  const worst = over.toSorted((a, b) => ratio(b) - ratio(a))[0];
  if (!worst) return [];
  const { bucket, admitted, denied, allowance, attempts } = worst;
  const { cause, culprits } = explainOverAdmission({ limit: bucket.limit, allowed: admitted, denied });
  const byEnd = admitted.toSorted((a, b) => a.completedNs - b.completedNs);
  return [
    {
      anomaly: 'over-admission',
      message:
        `${admitted.length} of ${attempts} calls of ${bucket.user} admitted in one window where the limit is ` +
        `${bucket.limit}: ${ratio(worst).toFixed(2)} × the limit, ${splitOf(worst)} ` +
        `(${over.length} of ${windows.length} windows are over).`,
      operations: byEnd.slice(0, allowance + 1).map(({ index }) => index),
      culprits,
      cause,
    },
  ];
}

const ratio = ({ admitted, bucket }: JudgedWindow): number => admitted.length / bucket.limit;

function splitOf({ byReplica }: JudgedWindow): string {
  const admitted = [...byReplica.values()].join('/');
  return `${admitted} on ${[...byReplica.keys()].join('/')}`;
}

function summaryOf(windows: readonly JudgedWindow[], powered: number): string {
  const worst = windows.toSorted((a, b) => ratio(b) - ratio(a))[0];
  if (!worst) return 'no window seen';
  return (
    `at most ${worst.admitted.length} of ${worst.attempts} calls admitted in a window, limit ${worst.bucket.limit}: ` +
    `${ratio(worst).toFixed(2)} × the limit, ${splitOf(worst)}; ${powered} of ${windows.length} windows judged`
  );
}
