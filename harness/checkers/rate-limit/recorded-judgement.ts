import { type Judgement, type Verdict, verdictOf, type Violation } from '../verdict.ts';
import { decideAdmissions, isChallenged } from './admission-decision.ts';
import type { DecisionLog, KeyDecisions } from './decision-log.ts';
import { wrongfulDenials } from './denial-decision.ts';
import { densestWindow } from './forced-window.ts';
import { joined } from './intervals.ts';
import type { Finding, JudgedKey, LimiterPromise } from './judged-key.ts';
import { recordedEvidence, recordedSummary } from './recorded-evidence.ts';
import { overAdmission, wrongfulDenial } from './recorded-violation.ts';
import type { Budget } from './schedule.ts';

/** Steps that all keys together may take to be decided: some seconds of work. */
const STEPS = 3e7;

/** Judges all keys of a log by what their limiter promises: no admission too many, no denial without cause. */
export function judgeDecisions(log: DecisionLog, promise: LimiterPromise): Judgement {
  const budget: Budget = { left: STEPS };
  const keys: JudgedKey[] = [];
  let [over, wrongful]: [Finding | null, Finding | null] = [null, null];
  for (const decisions of log.byKey(promise.toleranceNs / 2)) {
    const { judged, tooMany, uncaused } = judgeKey(decisions, promise, budget);
    keys.push(judged);
    if (tooMany.length > 0 && judged.densest > (over?.judged.densest ?? -1))
      over = { judged, decisions, positions: tooMany };
    if (uncaused.length > (wrongful?.positions.length ?? 0))
      wrongful = { judged, decisions, positions: uncaused };
  }
  const violations = [
    ...(over ? [overAdmission(log, over, { keys, promise, budget })] : []),
    ...(wrongful ? [wrongfulDenial(log, wrongful, { keys, promise, budget })] : []),
  ];
  return {
    verdict: verdictFor(keys, violations),
    summary: recordedSummary(log, keys, promise),
    evidence: recordedEvidence(log, keys, promise),
  };
}

interface KeyFindings {
  readonly judged: JudgedKey;
  readonly tooMany: readonly number[];
  readonly uncaused: readonly number[];
}

function judgeKey(decisions: KeyDecisions, promise: LimiterPromise, budget: Budget): KeyFindings {
  const { key, admitted, denied, unanswered } = decisions;
  const question = { ...promise, budget };
  const decision = decideAdmissions(admitted, unanswered, question);
  const mayCount = joined(admitted, unanswered);
  const uncaused = wrongfulDenials(
    denied,
    promise.countsDenied ? joined(mayCount, denied) : mayCount,
    promise,
  );
  const judged = {
    key,
    admitted: admitted.starts.length,
    denied: denied.starts.length,
    unanswered: unanswered.starts.length,
    densest: densestWindow(admitted, promise.windowNs)?.count ?? 0,
    status: decision.status,
    isChallenged: isChallenged(joined(admitted, denied), question),
    wrongful: uncaused.length,
  };
  return { judged, uncaused, tooMany: decision.status === 'impossible' ? decision.positions : [] };
}

function verdictFor(keys: readonly JudgedKey[], violations: readonly Violation[]): Verdict {
  const challenged = keys.filter(({ isChallenged }) => isChallenged);
  const undecided = keys.find(({ status }) => status === 'undecided');
  const examined = challenged.reduce((sum, { admitted, denied }) => sum + admitted + denied, 0);
  if (undecided && violations.length === 0) {
    const where = undecided.key === '' ? '' : ` of key ${undecided.key}`;
    return {
      status: 'unknown',
      reason: `the admissions${where} were neither proved nor refuted in the steps that a verdict may take`,
    };
  }
  const isAsked = keys.some(({ admitted, denied }) => admitted + denied > 0);
  return verdictOf(
    violations,
    examined,
    isAsked
      ? 'no key was asked for so much in one window that over-admission could have shown'
      : 'no request was decided',
  );
}
