import type { Check, History } from '../check.ts';
import { type Evidence, type Judgement, verdictOf, type Violation } from '../verdict.ts';
import { type Bucket, bucketsOf, type LimitedCall, NO_BUCKETS } from './attempt.ts';
import { type Countdown, countdownOf, type Inversion } from './countdown.ts';
import { anchoredWindows } from './first-window.ts';

/** One window's admissions and what their `remaining` shows. */
interface CountedWindow extends Countdown {
  readonly bucket: Bucket;
  readonly members: readonly LimitedCall[];
}

const SHOWN = 9;

/**
 * `remaining` comes from one counter: it goes down with every admission of a window, whoever answers, and stays
 * between 0 and the limit less one: the sharpest sign of a counter in process memory.
 */
export function remainingCountsDown(): Check {
  return {
    name: 'remaining-counts-down',
    claim: 'What is left of the limit goes down with every admission of a window, on whichever replica.',
    judge,
  };
}

function judge(history: History): Judgement {
  const buckets = bucketsOf(history);
  const windows = buckets.flatMap((bucket) =>
    anchoredWindows(bucket.calls, bucket.windowNs).map(({ members }) => ({
      bucket,
      members,
      ...countdownOf(members),
    })),
  );
  const byStage = [...Map.groupBy(windows, ({ bucket }) => bucket.stage).values()];
  const violations = [...byStage.flatMap(notCountingDown), ...outOfRange(buckets), ...wrongLimit(buckets)];
  const compared = sum(windows.map((window) => window.compared));
  const nothing = vacuity(buckets, byStage);
  return {
    verdict: verdictOf(violations, nothing === null ? compared : 0, nothing ?? ''),
    summary: `${compared} admissions compared with an earlier one, ${sum(windows.map(({ inversions }) => inversions.length))} did not count down`,
    evidence: buckets.length === 0 ? [] : [sequenceTable(windows)],
  };
}

function vacuity(buckets: readonly Bucket[], byStage: readonly (readonly CountedWindow[])[]): string | null {
  if (buckets.length === 0) return NO_BUCKETS;
  if (byStage.length === 0) return 'no call was admitted';
  const blind = byStage.find((windows) => {
    const several = (windows[0]?.bucket.stage.replicas.length ?? 0) > 1;
    return sum(windows.map((window) => (several ? window.acrossReplicas : window.compared))) === 0;
  });
  return blind
    ? 'no two admissions of one window, one after the other on different replicas, said `remaining`'
    : null;
}

function notCountingDown(windows: readonly CountedWindow[]): Violation[] {
  const inversions = windows.flatMap((window) => window.inversions);
  const worst = windows.toSorted((a, b) => b.inversions.length - a.inversions.length)[0];
  const example = worst?.inversions[0];
  if (!worst || !example) return [];
  const sequence = sequenceOf(worst.members).slice(0, SHOWN);
  const local = inversions.length > 0 && windows.every(({ members }) => countsDownOnEachReplica(members));
  return [
    {
      anomaly: 'remaining-not-decreasing',
      message:
        `remaining ran ${sequence.map(({ remaining }) => remaining).join(' ')} for ${worst.bucket.user} on ` +
        `${sequence.map(({ replica }) => replica ?? '?').join(' ')}: ${inversions.length} admissions left no less ` +
        'than an earlier one of the same window.',
      operations: [example.before.index, example.after.index],
      culprits: culpritsOf(inversions),
      cause: local
        ? 'each replica counts for itself (a limiter in process memory): it counts down on each replica, not across them'
        : 'admissions are not counted in one atomic step (check, then increment)',
    },
  ];
}

const sequenceOf = (members: readonly LimitedCall[]): LimitedCall[] =>
  members.filter(({ kind, remaining }) => kind === 'allowed' && remaining !== null);

function countsDownOnEachReplica(members: readonly LimitedCall[]): boolean {
  const byReplica = Map.groupBy(members, ({ replica }) => replica);
  return [...byReplica.values()].every((calls) => countdownOf(calls).inversions.length === 0);
}

const culpritsOf = (inversions: readonly Inversion[]): string[] =>
  [
    ...new Set(inversions.flatMap(({ before, after }) => [before.replica ?? [], after.replica ?? []].flat())),
  ].sort();

function outOfRange(buckets: readonly Bucket[]): Violation[] {
  const wrong = buckets.flatMap(({ limit, calls }) =>
    calls
      .filter(
        ({ kind, remaining }) => kind === 'allowed' && remaining !== null && !isWithin(remaining, limit),
      )
      .map((call) => ({ call, limit })),
  );
  const first = wrong[0];
  if (!first) return [];
  return [
    {
      anomaly: 'remaining-out-of-range',
      message: `${wrong.length} admissions said a remaining outside 0 … ${first.limit - 1}, such as ${first.call.remaining}.`,
      operations: [first.call.index],
      culprits: [...new Set(wrong.flatMap(({ call }) => call.replica ?? []))].sort(),
      cause: null,
    },
  ];
}

const isWithin = (remaining: number, limit: number): boolean =>
  Number.isInteger(remaining) && remaining >= 0 && remaining <= limit - 1;

function wrongLimit(buckets: readonly Bucket[]): Violation[] {
  const wrong = buckets.flatMap(({ limit, calls }) =>
    calls
      .filter(({ limitSaid }) => limitSaid !== null && limitSaid !== limit)
      .map((call) => ({ call, limit })),
  );
  const first = wrong[0];
  if (!first) return [];
  return [
    {
      anomaly: 'wrong-limit',
      message: `${wrong.length} answers said the limit is ${first.call.limitSaid}; it is set to ${first.limit}.`,
      operations: [first.call.index],
      culprits: [...new Set(wrong.flatMap(({ call }) => call.replica ?? []))].sort(),
      cause: null,
    },
  ];
}

function sequenceTable(windows: readonly CountedWindow[]): Evidence {
  return {
    kind: 'table',
    title: '`remaining` in the order of the calls (the first of each window)',
    columns: ['stage', 'user', 'remaining', 'replica', 'not counting down'],
    rows: windows.slice(0, 50).map(({ bucket, members, inversions }) => {
      const shown = sequenceOf(members).slice(0, SHOWN);
      const remaining = shown.map((call) => call.remaining).join(' ');
      const replicas = shown.map((call) => call.replica ?? '?').join(' ');
      return [bucket.stage.stage, bucket.user, remaining, replicas, inversions.length];
    }),
  };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
