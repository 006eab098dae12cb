import type { Specification } from '../linearizability/specification.ts';

/** A session's state, and how often it was written; null and 0 before it exists. */
export interface SessionState {
  readonly version: number;
  readonly value: string | null;
}

/** One call to a session, and what it was answered; null when nobody knows. */
export type SessionAction =
  | {
      readonly f: 'put';
      readonly value: string;
      /** The version it must have to be written; null: whichever. */
      readonly ifVersion: number | null;
      /** The new version, or that the version was another. */
      readonly answer: number | 'conflict' | null;
    }
  | { readonly f: 'get'; readonly answer: SessionState };

/** A session that is put, which adds one to its version, on a condition or not, and got. */
export const sessionState: Specification<SessionState, SessionAction> = {
  initial: { version: 0, value: null },
  step: (held, action) => {
    const { version } = held;
    if (action.f === 'get')
      return action.answer.version === version && action.answer.value === held.value ? held : undefined;
    const { ifVersion, answer, value } = action;
    const isWritten = ifVersion === null || ifVersion === version;
    if (answer !== null && answer !== (isWritten ? version + 1 : 'conflict')) return undefined;
    return isWritten ? { version: version + 1, value } : held;
  },
  isRead: (action) => action.f === 'get' || action.answer === 'conflict',
  stateKey: ({ version, value }) => JSON.stringify([version, value]),
  actionKey: (action) => JSON.stringify(action),
};
