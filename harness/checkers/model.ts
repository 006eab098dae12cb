import type { RecordedOperation } from '../history/recorded.ts';
import type { Judgement } from './verdict.ts';

/** How far a search may go; only the models that search ask. */
export interface Limits {
  /** Whether the deadline has passed, or the user gave up. */
  readonly isOver: () => boolean;
  /** How many bytes a search may remember. */
  readonly memoryBytes: number;
}

/**
 * A history being judged: takes the operations one by one, so that they need not be held, then says what they show.
 * They come in any order (mostly by completion): whoever needs an order sorts.
 */
export interface Judging {
  /** Throws a HistoryDefect when the operation is none of the model's. */
  readonly take: (op: RecordedOperation) => void;
  readonly conclude: (limits: Limits) => Judgement;
}

/** What a system is held to be, by which a recorded history can be judged. */
export interface Model {
  readonly name: string;
  /** What is true of a history that is valid, in one sentence. */
  readonly claim: string;
  /** Operations that are seen and have no invocation; absent: none. */
  readonly observations?: readonly string[];
  readonly begin: () => Judging;
}
