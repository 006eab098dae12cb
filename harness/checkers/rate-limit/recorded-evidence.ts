import { nsToMs } from '../../time/clock.ts';
import type { Evidence } from '../verdict.ts';
import type { DecisionLog } from './decision-log.ts';
import type { JudgedKey, LimiterPromise } from './judged-key.ts';

const ROWS_SHOWN = 50;
/** The share of a window up to which decisions are short: longer ones can have been taken in too many places. */
const SHORT = 0.1;

/** The figures of a recorded limiter in one sentence. */
export function recordedSummary(
  log: DecisionLog,
  keys: readonly JudgedKey[],
  promise: LimiterPromise,
): string {
  const { limit, windowNs } = promise;
  const sum = (read: (key: JudgedKey) => number): number => keys.reduce((total, key) => total + read(key), 0);
  const densest = keys.reduce((most, key) => Math.max(most, key.densest), 0);
  const challenged = keys.filter(({ isChallenged }) => isChallenged).length;
  return (
    `${sum(({ admitted }) => admitted)} admitted and ${sum(({ denied }) => denied)} denied of ${keys.length} keys; ` +
    `at most ${densest} admitted within one window of ${nsToMs(windowNs)} ms, limit ${limit}: M = ${(densest / limit).toFixed(2)}; ` +
    `${sum(({ wrongful }) => wrongful)} denials without cause; ${challenged} keys were asked for more than they may have` +
    limitsOf(log, promise)
  );
}

function limitsOf(log: DecisionLog, { kind, windowNs }: LimiterPromise): string {
  const answered = log.durations().filter(Number.isFinite).sort();
  const slow = answered[Math.ceil(0.99 * answered.length) - 1] ?? 0;
  const power =
    slow > SHORT * windowNs
      ? `; low power: one decision in a hundred took ${Math.round(nsToMs(slow))} ms or more, over a tenth of the window`
      : '';
  return kind === 'sliding-counter'
    ? `; only more than the limit in a window of the counter can be shown, not how it weighs the one before${power}`
    : power;
}

/** The tables beside a recorded limiter's verdict: the fullest keys, and who answered. */
export function recordedEvidence(
  log: DecisionLog,
  keys: readonly JudgedKey[],
  { limit }: LimiterPromise,
): readonly Evidence[] {
  if (keys.length === 0) return [];
  return [keyTable(keys, limit), replicaTable(log)];
}

function keyTable(keys: readonly JudgedKey[], limit: number): Evidence {
  const fullest = keys.toSorted((a, b) => b.densest - a.densest).slice(0, ROWS_SHOWN);
  return {
    kind: 'table',
    title: 'Admissions by key, the fullest first',
    columns: [
      'key',
      'admitted',
      'denied',
      'no answer',
      'densest window',
      'densest ÷ limit',
      'admissions',
      'denials without cause',
    ],
    rows: fullest.map(({ key, admitted, denied, unanswered, densest, status, wrongful }) => [
      key,
      admitted,
      denied,
      unanswered,
      densest,
      Math.round((100 * densest) / limit) / 100,
      status,
      wrongful,
    ]),
  };
}

function replicaTable(log: DecisionLog): Evidence {
  return {
    kind: 'table',
    title: 'Decisions by replica',
    columns: ['replica', 'admitted', 'denied', 'no answer'],
    rows: [...log.endingsByReplica()]
      .map(
        ([replica, { allowed, denied, info }]) => [replica ?? 'unattributed', allowed, denied, info] as const,
      )
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .slice(0, ROWS_SHOWN),
  };
}
