import type { AdmissionDecision } from './admission-decision.ts';
import type { KeyDecisions } from './decision-log.ts';
import type { DenialRule } from './denial-decision.ts';

/** What a recorded limiter is held to. */
export interface LimiterPromise extends DenialRule {
  /** How much nearer to each other, or further apart, two decisions can have been to the limiter than they seem. */
  readonly toleranceNs: number;
}

/** What was found of one key. */
export interface JudgedKey {
  readonly key: string;
  readonly admitted: number;
  readonly denied: number;
  readonly unanswered: number;
  /** The most admissions that are surely within one window. */
  readonly densest: number;
  readonly status: AdmissionDecision['status'];
  /** Whether admitting all that was decided would have been too much. */
  readonly isChallenged: boolean;
  readonly wrongful: number;
}

/** The key that shows an anomaly best, with what shows it. */
export interface Finding {
  readonly judged: JudgedKey;
  readonly decisions: KeyDecisions;
  readonly positions: readonly number[];
}
