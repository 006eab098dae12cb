import type { Check, History } from '../check.ts';
import { type Evidence, type Judgement, verdictOf, type Violation } from '../verdict.ts';
import { type Bucket, bucketsOf, NO_BUCKETS } from './attempt.ts';
import { type BrokenPromise, promisesOf } from './broken-promises.ts';
import { anchoredWindows } from './first-window.ts';
import { wrongTimes, type WrongTime } from './said-times.ts';

/**
 * Every 429 says by Retry-After when the window is over, in whole seconds rounded up, and keeps its word; the reset of
 * admitted calls agrees (CONTRACT.md, Limit).
 */
export function denialsSayWhen(): Check {
  return {
    name: 'denials-say-when',
    claim: 'A denial says when to come back, and coming back then is not denied by the same window.',
    judge,
  };
}

function judge(history: History): Judgement {
  const buckets = bucketsOf(history);
  const denied = buckets.flatMap(({ calls }) => calls.filter(({ kind }) => kind === 'denied'));
  const wrong = buckets.flatMap((bucket) =>
    wrongTimes(bucket, anchoredWindows(bucket.calls, bucket.windowNs)),
  );
  const promises = buckets.map(promisesOf);
  const broken = promises.flatMap((promise) => promise.broken);
  const tested = promises.reduce((sum, promise) => sum + promise.tested, 0);
  const missing = wrong.filter(({ said, header }) => said === null && header === 'Retry-After');
  const violations = [
    ...missingViolation(missing, denied.length),
    ...wrongViolation(wrong, 'Retry-After'),
    ...wrongViolation(wrong, 'RateLimit-Reset'),
    ...brokenViolation(broken),
  ];
  return {
    verdict: verdictOf(violations, tested > 0 ? denied.length : 0, nothingOf(buckets, denied.length)),
    summary: `${denied.length} denials, ${missing.length} without Retry-After; ${tested} calls came back after the time they were told, ${broken.length} in vain`,
    evidence: buckets.length === 0 ? [] : [timeTable(buckets)],
  };
}

function nothingOf(buckets: readonly Bucket[], denied: number): string {
  if (buckets.length === 0) return NO_BUCKETS;
  return denied === 0 ? 'no call was denied' : 'no call was made after the time that a denial had named';
}

function missingViolation(missing: readonly WrongTime[], denied: number): Violation[] {
  const first = missing[0];
  if (!first) return [];
  return [
    {
      anomaly: 'missing-retry-after',
      message: `${missing.length} of ${denied} denials carry no Retry-After, so a client cannot know when to come back.`,
      operations: [first.call.index],
      culprits: replicasOf(missing.map(({ call }) => call)),
      cause: 'the 429 is answered without the window that the limiter counted in',
    },
  ];
}

function wrongViolation(all: readonly WrongTime[], header: WrongTime['header']): Violation[] {
  const wrong = all.filter((time) => time.header === header && time.said !== null);
  const first = wrong[0];
  if (!first) return [];
  const culprits = replicasOf(wrong.map(({ call }) => call));
  return [
    {
      anomaly: header === 'Retry-After' ? 'wrong-retry-after' : 'wrong-reset',
      message:
        `${wrong.length} answers named a wrong time: ${header} ${first.said} for ${first.bucket.user} on ` +
        `${first.call.replica ?? 'an unnamed replica'} where the window ends in ${first.expected} s.`,
      operations: [first.call.index],
      culprits,
      cause:
        culprits.length < first.bucket.stage.replicas.length
          ? `${culprits.join(', ')} ${culprits.length === 1 ? 'reckons' : 'reckon'} with another window than the other replicas (its own clock or counter)`
          : 'the time is not that of the window which counted the call (each replica its own window, or seconds not rounded up)',
    },
  ];
}

function brokenViolation(broken: readonly BrokenPromise[]): Violation[] {
  const first = broken.toSorted((a, b) => a.counted - b.counted)[0];
  if (!first) return [];
  return [
    {
      anomaly: 'denied-after-retry-after',
      message:
        `${broken.length} calls came back after the time they had been told and were denied again, such as one of ` +
        `${first.bucket.user} with at most ${first.counted} of ${first.bucket.limit} calls counted since.`,
      operations: [first.denial.index],
      culprits: replicasOf(broken.map(({ denial }) => denial)),
      cause: 'Retry-After is shorter than the window, or denied calls prolong the window',
    },
  ];
}

const replicasOf = (calls: readonly { readonly replica: string | null }[]): string[] =>
  [...new Set(calls.flatMap(({ replica }) => replica ?? []))].sort();

function timeTable(buckets: readonly Bucket[]): Evidence {
  return {
    kind: 'table',
    title: 'What denials said, by user',
    columns: [
      'stage',
      'user',
      'denied',
      'least Retry-After (s)',
      'most Retry-After (s)',
      'came back in time',
    ],
    rows: buckets.map((bucket) => {
      const said = bucket.calls.flatMap(({ retryAfterS }) => retryAfterS ?? []);
      const denied = bucket.calls.filter(({ kind }) => kind === 'denied').length;
      const least = said.length === 0 ? null : said.reduce((a, b) => Math.min(a, b));
      const most = said.length === 0 ? null : said.reduce((a, b) => Math.max(a, b));
      return [bucket.stage.stage, bucket.user, denied, least, most, promisesOf(bucket).tested];
    }),
  };
}
