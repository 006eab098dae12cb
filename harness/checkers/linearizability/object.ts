import type { RecordedOperation } from '../../history/recorded.ts';
import type { Call, Specification } from './specification.ts';

/** A kind of object that recorded histories can be judged by. */
export interface ObjectType<State, Action> extends SearchedObject<State, Action> {
  readonly name: string;
  /** What a recorded operation asked and was answered; null when it constrains nothing. Throws a HistoryDefect. */
  readonly parse: (op: RecordedOperation) => Action | null;
  /** The independent things an action is about; null when there is only one. */
  readonly things: ((action: Action) => readonly string[]) | null;
}

/** A kind of object whose calls can be judged, whoever recorded them. */
export interface SearchedObject<State, Action> extends Specification<State, Action> {
  /** What one such object is called in a sentence. */
  readonly noun: string;
  /** What is left of an action when its answer is not known; null when nothing is. */
  readonly unanswered: (action: Action) => Action | null;
  /** Whether an answered action says anything of the state: acknowledged writes alone prove nothing. */
  readonly isEvidence: (action: Action) => boolean;
  /** The action in words, as in `read 3`. */
  readonly tell: (action: Action) => string;
  /**
   * Names the anomaly when a pattern with a name refutes the calls; null when none of those does. `all` are all calls to
   * the object, those to which the calls were shrunken among them.
   */
  readonly diagnose: (
    calls: readonly ObservedCall<Action>[],
    all: readonly ObservedCall<Action>[],
  ) => Diagnosis<Action> | null;
  /** The values an action writes or finds, when calls of other values never depend on it; null when they may. */
  readonly values: ((action: Action) => readonly string[] | null) | null;
}

/** A call, and who answered it. */
export interface ObservedCall<Action> extends Call<Action> {
  readonly replica: string | null;
}

/** A pattern that no such object can show. */
export interface Diagnosis<Action> {
  /** Its published name. */
  readonly anomaly: string;
  /** What is wrong, in one sentence. */
  readonly message: string;
  /** The calls that show it; the last gave the impossible answer. */
  readonly calls: readonly [...ObservedCall<Action>[], ObservedCall<Action>];
  readonly cause: string | null;
}

/** The calls to one object, and what the history calls it. */
export interface Part<Action> {
  readonly key: string;
  readonly calls: readonly ObservedCall<Action>[];
}
