import type { RunNs } from '../../time/clock.ts';

/**
 * What an object does when its operations come one at a time. Pure: `step` gives the state after an operation, or
 * undefined when the operation cannot have been answered so in that state.
 */
export interface Specification<State, Action> {
  readonly initial: State;
  readonly step: (state: State, action: Action) => State | undefined;
  /** For states that only grow: lets a search see early that it has gone wrong. */
  readonly growth?: Growth<State, Action>;
  /** Equal for equal states, different for different ones. */
  readonly stateKey: (state: State) => string;
  /** True only of actions that leave every state as it is, or are refused. */
  readonly isRead: (action: Action) => boolean;
  /** Equal only for actions which `step` cannot tell apart. */
  readonly actionKey: (action: Action) => string;
}

/** How states grow, unless an action resets them. */
interface Growth<State, Action> {
  /** True only if no actions but resets lead from the state to one in which this read is legal. */
  readonly hasPassed: (state: State, read: Action) => boolean;
  /** Whether an action may lead back to an earlier state, from any. */
  readonly resets: (action: Action) => boolean;
}

/** One operation as the search sees it: what was asked and answered, and when. */
export interface Call<Action> {
  /** Position in the history, for those who read the verdict. */
  readonly index: number;
  readonly invokedNs: RunNs;
  /** Infinity for an `info`: it may take effect at any time after its invocation, or never. */
  readonly completedNs: RunNs;
  /** An `info`'s action has no answer to agree with. */
  readonly action: Action;
}
