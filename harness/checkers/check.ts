import type { AnyOperation } from '../history/operation.ts';
import type { Stage } from '../history/vocabulary.ts';
import type { Judgement } from './verdict.ts';

/** A whole scenario's record: what ran, and against which clusters. */
export interface History {
  readonly operations: readonly AnyOperation[];
  readonly stages: readonly Stage[];
}

/** A named, pure judge of histories: no clock, file, network, chance or log. */
export interface Check {
  /** Kebab-case; sabotages name the check that must catch them by it. */
  readonly name: string;
  /** What is true of a system that passes, in one sentence. */
  readonly claim: string;
  readonly judge: (history: History) => Judgement;
}
