import type { Attempt } from './attempt.ts';
import type { Question } from './admission-decision.ts';
import type { KeyDecisions } from './decision-log.ts';
import { fitsFixedWindows } from './fixed-window-fit.ts';
import { densestWindow } from './forced-window.ts';
import type { Intervals } from './intervals.ts';
import { overdraftOf } from './overdrawn-span.ts';
import { explainOverAdmission, oddReplica, OWN_COUNTERS } from './over-admission-cause.ts';
import { explains, replicaCounters } from './replica-counters.ts';

/** A key that was over-admitted, and by which admissions this is known. */
export interface OverAdmittedKey {
  readonly decisions: KeyDecisions;
  readonly positions: readonly number[];
  /** What was decided in a row of the log. */
  readonly attemptAt: (row: number) => Attempt;
}

/** The likely cause, null where the history does not tell, and whom to blame. */
export interface LikelyCause {
  readonly cause: string | null;
  readonly culprits: readonly string[];
}

const FIXED_WINDOW = 'the limiter counts in fixed windows, which let through twice the limit across an edge';
const FAILS_OPEN = 'the limiter fails open: for a while it denied nothing, as it does when its store is away';
const ONE_TOO_MANY =
  'the limiter admits one more than its limit (it compares with <= where it should with <)';

/**
 * Why a key was over-admitted: what explains its whole history, denials too (counters of their own, fixed windows, a limit of one
 * more, nothing denied for a while), else what the replicas of its fullest window tell (explainOverAdmission).
 */
export function causeOf(key: OverAdmittedKey, question: Question): LikelyCause {
  const { decisions } = key;
  const fullest = fullestSpan(decisions, question);
  const admitted = attemptsWithin(key, decisions.admitted, fullest);
  const denied = attemptsWithin(key, decisions.denied, fullest);
  if (admitted.length <= fullest.allowance) return { cause: null, culprits: [] };
  const replicas = replicaCounters(key, question);
  if (replicas.odd !== null) return oddReplica(replicas.odd);
  const base = explainOverAdmission({ limit: fullest.allowance, allowed: admitted, denied });
  const causes = replicas.areApart ? [OWN_COUNTERS] : [];
  const isAtMostTwice = question.kind !== 'fixed-window' && admitted.length <= 2 * question.limit;
  if (
    isAtMostTwice &&
    fitsFixedWindows(decisions, question, { positions: key.positions, budget: question.budget })
  )
    causes.push(FIXED_WINDOW);
  if (suitsOneMore(decisions, question)) causes.push(ONE_TOO_MANY);
  if (causes.length === 0 && failsOpen(decisions, admitted, fullest.allowance)) causes.push(FAILS_OPEN);
  if (causes.length === 0) return base;
  const all = base.kind === 'race' ? [...causes, base.cause] : causes;
  return { cause: all.join('; or '), culprits: base.culprits };
}

/** The stretch of time that holds the most beyond what it may. */
interface Fullest {
  readonly allowance: number;
  readonly isInside: (startNs: number, endNs: number) => boolean;
}

function fullestSpan({ admitted }: KeyDecisions, question: Question): Fullest {
  const overdraft = question.kind === 'token-bucket' ? overdraftOf(admitted, question) : null;
  if (overdraft) {
    const span = overdraft.heavy;
    const isInside = (startNs: number, endNs: number) => startNs >= span.fromNs && endNs <= span.toNs;
    return { allowance: span.allowance, isInside };
  }
  const densest = densestWindow(admitted, question.windowNs);
  const [fromNs, toNs] = [densest?.fromNs ?? Infinity, densest?.toNs ?? Infinity];
  return { allowance: question.limit, isInside: (startNs, endNs) => startNs >= fromNs && endNs < toNs };
}

function attemptsWithin(
  { attemptAt }: OverAdmittedKey,
  { starts, ends, sources }: Intervals,
  { isInside }: Fullest,
): Attempt[] {
  const inside = sources.filter((_, at) => isInside(starts[at] ?? 0, ends[at] ?? 0));
  return Array.from(inside, attemptAt);
}

function suitsOneMore(decisions: KeyDecisions, question: Question): boolean {
  const { limit, windowNs, kind } = question;
  // A bucket of one more token may be refilled no faster than it should be.
  const windows = kind === 'token-bucket' ? [windowNs, (windowNs * (limit + 1)) / limit] : [windowNs];
  return windows.some((lengthNs) =>
    explains(decisions, { ...question, limit: limit + 1, windowNs: lengthNs }),
  );
}

/** Whether nothing was denied once the allowance was used up, though the key was denied at other times. */
function failsOpen({ denied }: KeyDecisions, admitted: readonly Attempt[], allowance: number): boolean {
  const ends = Float64Array.from(admitted, ({ completedNs }) => completedNs).sort();
  const [fullNs, overNs] = [ends[allowance - 1] ?? Infinity, ends.at(-1) ?? 0];
  const isDenialThen = (startNs: number, at: number) => startNs > fullNs && (denied.ends[at] ?? 0) < overNs;
  return denied.starts.length > 0 && !denied.starts.some(isDenialThen);
}
