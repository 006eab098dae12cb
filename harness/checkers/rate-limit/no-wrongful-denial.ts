import type { Check, History } from '../check.ts';
import { type Judgement, verdictOf, type Violation } from '../verdict.ts';
import { type Bucket, bucketsOf, type LimitedCall, NO_BUCKETS } from './attempt.ts';
import { wrongfulDenialCause } from './denial-cause.ts';
import { wrongfulByFirstHits } from './first-hit-denials.ts';
import { possibleCounts } from './possible-counts.ts';

/** A denial that no reading of the history justifies. */
interface WrongfulDenial {
  readonly bucket: Bucket;
  readonly call: LimitedCall;
  /** The most that can have been counted in a window which covers the denial. */
  readonly counted: number;
  /** Whether the user had an earlier window that was full: then the new one never opened. */
  readonly afterFullWindow: boolean;
}

/**
 * Nobody is denied unless the limit can have been used up: a denial is wrongful iff even the most generous reading
 * counts fewer than the limit before it in a window that covers it (docs/algorithms.md 6, denials).
 */
export function noWrongfulDenial(): Check {
  return {
    name: 'no-wrongful-denial',
    claim: 'A user is denied only when that user has used up the limit of the current window.',
    judge,
  };
}

function judge(history: History): Judgement {
  const buckets = bucketsOf(history);
  const denials = buckets.flatMap(({ calls }) => calls.filter(({ kind }) => kind === 'denied'));
  const wrongful = buckets.flatMap(wrongfulIn);
  const byStage = [...Map.groupBy(wrongful, ({ bucket }) => bucket.stage).values()];
  const nothing = buckets.length === 0 ? NO_BUCKETS : 'no call was denied, so no denial was examined';
  return {
    verdict: verdictOf(
      byStage.flatMap((of) => violationOf(of, denials.length)),
      denials.length,
      nothing,
    ),
    summary: `${wrongful.length} of ${denials.length} denials without cause`,
    evidence: buckets.length === 0 ? [] : [denialTable(buckets, wrongful)],
  };
}

function wrongfulIn(bucket: Bucket): WrongfulDenial[] {
  const { calls, limit } = bucket;
  const possible = possibleCounts(calls);
  return wrongfulByFirstHits(calls, bucket).map(({ denial: call, counted }) => {
    const afterFullWindow = possible(-Infinity, call.completedNs) >= limit;
    return { bucket, call, counted, afterFullWindow };
  });
}

function violationOf(wrongful: readonly WrongfulDenial[], denials: number): Violation[] {
  const worst = wrongful.toSorted((a, b) => a.counted - b.counted)[0];
  if (!worst) return [];
  const { call, counted, bucket } = worst;
  const users = [...new Set(wrongful.map(({ bucket: { user } }) => user))];
  return [
    {
      anomaly: 'wrongful-denial',
      message:
        `${bucket.user} was denied by ${call.replica ?? 'an unnamed replica'} after at most ${counted} of ` +
        `${bucket.limit} calls in its window (${wrongful.length} of ${denials} denials, ${namesOf(users)}).`,
      operations: [call.index],
      culprits: [...new Set(wrongful.flatMap(({ call: { replica } }) => replica ?? []))].sort(),
      cause: wrongfulDenialCause(wrongful.map(({ afterFullWindow }) => afterFullWindow)),
    },
  ];
}

const namesOf = (users: readonly string[]): string =>
  users.length <= 3 ? users.join(', ') : `${users.slice(0, 3).join(', ')} and ${users.length - 3} more`;

function denialTable(
  buckets: readonly Bucket[],
  wrongful: readonly WrongfulDenial[],
): Judgement['evidence'][number] {
  return {
    kind: 'table',
    title: 'Denials by user',
    columns: ['stage', 'user', 'calls', 'denied', 'without cause'],
    rows: buckets.map((bucket) => [
      bucket.stage.stage,
      bucket.user,
      bucket.calls.length,
      bucket.calls.filter(({ kind }) => kind === 'denied').length,
      wrongful.filter((denial) => denial.bucket === bucket).length,
    ]),
  };
}
