import { countUpTo } from '../columns/sorted.ts';
import { nsToMs } from '../../time/clock.ts';
import type { Violation } from '../verdict.ts';
import type { DecisionLog } from './decision-log.ts';
import { wrongfulDenialCause } from './denial-cause.ts';
import { wrongfulDenials } from './denial-decision.ts';
import { type Intervals, joined } from './intervals.ts';
import { causeOf } from './recorded-cause.ts';
import type { Finding, JudgedKey, LimiterPromise } from './judged-key.ts';
import type { Budget } from './schedule.ts';

/** Against what a finding is held. */
interface Setting {
  readonly keys: readonly JudgedKey[];
  readonly promise: LimiterPromise;
  readonly budget: Budget;
}

/** Admissions that no limiter of the promise makes together, in the key that was admitted the most in one window. */
export function overAdmission(
  log: DecisionLog,
  finding: Finding,
  { keys, promise, budget }: Setting,
): Violation {
  const { judged, decisions, positions } = finding;
  const over = keys.filter(({ status }) => status === 'impossible').length;
  const attemptAt = (row: number) => log.attemptAt(row);
  const { cause, culprits } = causeOf({ decisions, positions, attemptAt }, { ...promise, budget });
  const { limit, kind } = promise;
  return {
    anomaly: 'over-admission',
    message:
      `${nameOf(judged)}${positions.length} requests were admitted that one ${kind} limiter of ${rateOf(promise)} cannot have ` +
      `admitted together; at most ${judged.densest} within one window: ${(judged.densest / limit).toFixed(2)} × the limit ` +
      `(${over} of ${keys.length} keys are over).`,
    operations: indicesOf(log, decisions.admitted, positions),
    culprits,
    cause,
  };
}

/** A denial that nothing justifies, in the key that has the most of them. */
export function wrongfulDenial(log: DecisionLog, finding: Finding, { keys, promise }: Setting): Violation {
  const { judged, decisions, positions } = finding;
  const { denied } = decisions;
  const replicas = positions.map((at) => log.attemptAt(denied.sources[at] ?? 0).replica);
  const wrongful = keys.filter((key) => key.wrongful > 0);
  const total = wrongful.reduce((sum, key) => sum + key.wrongful, 0);
  const [first = 0] = positions;
  return {
    anomaly: 'wrongful-denial',
    message:
      `${nameOf(judged)}a request was denied by ${replicas[0] ?? 'an unnamed replica'} although, however the others were ` +
      `decided, the limiter of ${rateOf(promise)} had room for it (${total} denials of ${wrongful.length} keys).`,
    operations: indicesOf(log, denied, [first]),
    culprits: [...new Set(replicas.filter((name) => name !== null))].sort(),
    cause: denialCause(finding, promise),
  };
}

const COUNTS_DENIED =
  'the limiter counts denied requests too, so a client that keeps asking is never admitted again';
const ONE_TOO_FEW =
  'the limiter admits one fewer than its limit (it compares with >= where it should with >)';

function denialCause({ decisions, positions }: Finding, promise: LimiterPromise): string {
  const { admitted, unanswered, denied } = decisions;
  const mayCount = joined(admitted, unanswered);
  const oneFewer = { ...promise, limit: promise.limit - 1 };
  if (admitted.starts.length > 0 && wrongfulDenials(denied, mayCount, oneFewer).length === 0)
    return ONE_TOO_FEW;
  const countsDenied = { ...promise, countsDenied: true };
  if (wrongfulDenials(denied, joined(mayCount, denied), countsDenied).length === 0) return COUNTS_DENIED;
  return wrongfulDenialCause(
    positions.map((at) => countUpTo(mayCount.starts, denied.ends[at] ?? 0) >= promise.limit),
  );
}

const indicesOf = (log: DecisionLog, { sources }: Intervals, positions: readonly number[]): number[] =>
  positions.map((at) => log.indexAt(sources[at] ?? 0)).sort((a, b) => a - b);

const nameOf = ({ key }: JudgedKey): string => (key === '' ? '' : `key ${key}: `);

const rateOf = ({ limit, windowNs }: LimiterPromise): string => `${limit} per ${nsToMs(windowNs)} ms`;
