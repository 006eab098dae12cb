import type { SearchedObject } from '../linearizability/object.ts';
import { diagnoseSession } from './session-anomalies.ts';

/** What a work session holds; version 0 before the first write. */
export interface SessionState {
  readonly version: number;
  readonly state: string;
}

/** One call to a work session by its owner. An unanswered read has no effect, and does not occur. */
export type SessionAction =
  /** What was found: null for a 404. */
  | { readonly f: 'read'; readonly found: SessionState | null }
  | {
      readonly f: 'write';
      readonly state: string;
      /** The version it had to find; null writes whatever is there. */
      readonly ifVersion: number | null;
      /** The version it made, or that it was refused for the version it found; null when nobody knows. */
      readonly answer: number | 'conflict' | null;
    };

const ABSENT: SessionState = { version: 0, state: '' };

/** A register with a version that each write raises by one, and compare-and-set by it: a work session until it expires. */
export const sessionRegister: SearchedObject<SessionState, SessionAction> = {
  noun: 'work session',
  initial: ABSENT,
  step: (held, action) => {
    if (action.f === 'read') return isHeld(held, action.found ?? ABSENT) ? held : undefined;
    const { state, ifVersion, answer } = action;
    const isDue = ifVersion === null || ifVersion === held.version;
    const written = { version: held.version + 1, state };
    if (answer === null) return isDue ? written : held;
    if (answer === 'conflict') return isDue ? undefined : held;
    return isDue && answer === written.version ? written : undefined;
  },
  growth: {
    hasPassed: ({ version }, action) => action.f === 'read' && version > (action.found?.version ?? 0),
    resets: () => false,
  },
  isRead: (action) => action.f === 'read' || action.answer === 'conflict',
  stateKey: ({ version, state }) => `${version} ${state}`,
  actionKey: (action) => JSON.stringify(Object.values(action)),
  unanswered: (action) => (action.f === 'read' ? null : { ...action, answer: null }),
  isEvidence: (action) => action.f === 'read' || action.answer !== null,
  tell,
  diagnose: diagnoseSession,
  values: null,
};

const isHeld = (held: SessionState, found: SessionState): boolean =>
  held.version === found.version && held.state === found.state;

function tell(action: SessionAction): string {
  if (action.f === 'read')
    return action.found === null ? 'read: 404' : `read version ${action.found.version} ${action.found.state}`;
  const { state, ifVersion, answer } = action;
  const write = `write ${state}${ifVersion === null ? '' : ` if version is ${ifVersion}`}`;
  if (answer === null) return `${write}: no answer`;
  return answer === 'conflict' ? `${write}: refused` : `${write}: made version ${answer}`;
}
