import type { Violation } from '../verdict.ts';
import { culprit } from '../findings.ts';
import { named } from '../phrases.ts';
import type { RecordedSession, SessionClash } from './session-history.ts';

/** What a session showed that it cannot have; the search gives no name to it. */
export interface SessionFinding {
  readonly anomaly: SessionClash['anomaly'] | 'non-linearizable';
  readonly operations: readonly number[];
}

interface Shown {
  readonly text: string;
  readonly replica: string | null;
}

/** The violation of a session that is not one state with a version, shown by the operations that clash. */
export function sessionViolation(
  session: RecordedSession,
  { anomaly, operations }: SessionFinding,
): Violation {
  const shown = operations.flatMap((index) => operationOf(session, index));
  const whose = session.key === '' ? 'the session' : `session ${JSON.stringify(session.key)}`;
  const odd = culprit((isFirstOdd(anomaly) ? shown[0] : shown.at(-1))?.replica ?? null);
  return {
    anomaly,
    message: `${whose}: ${SENTENCES[anomaly]}: ${shown.map(({ text }) => text).join(', then ')}`,
    operations,
    culprits: odd,
    cause: causeOf(anomaly, odd),
  };
}

/** Of two, the answer that came too soon is the odd one; else the one that came too late. */
const isFirstOdd = (anomaly: SessionFinding['anomaly']): boolean =>
  anomaly === 'future-read' || anomaly === 'spurious-conflict';

const SENTENCES: Readonly<Record<SessionFinding['anomaly'], string>> = {
  'stale-read': 'a version was read after a later write had returned',
  'flip-flop': 'a version was read after a conflict had shown a later one',
  inversion: 'an old version was read after a newer one had been read',
  'lost-update': 'a write that had returned was overwritten by one that did not know it',
  'spurious-conflict': 'a write was refused for its version, which was the right one',
  'read-from-nowhere': 'a state or version was seen that no write can have made',
  'future-read': 'a version was seen before the write that made it began',
  'torn-read': 'a state was read with the version of another',
  'non-linearizable': 'no order of its operations explains all answers; the search could not pass',
};

function operationOf({ puts, gets, conflicts }: RecordedSession, index: number): Shown[] {
  const tell = (what: string, replica: string | null): Shown[] => [
    { text: `operation ${index} (${what}${replica === null ? '' : ` at ${replica}`})`, replica },
  ];
  const put = puts.find((one) => one.index === index);
  if (put)
    return tell(put.version === null ? 'put without an answer' : `put, version ${put.version}`, put.replica);
  const get = gets.find((one) => one.index === index);
  if (get) return tell(`get, version ${get.version}`, get.replica);
  const conflict = conflicts.find((one) => one.index === index);
  return conflict ? tell(`conflict with version ${conflict.ifVersion}`, conflict.replica) : [];
}

function causeOf(anomaly: SessionFinding['anomaly'], odd: readonly string[]): string | null {
  switch (anomaly) {
    case 'stale-read':
    case 'flip-flop':
    case 'inversion':
      return `${named(odd)} answered from a copy (a cache, a lagging follower) that had not seen the write`;
    case 'lost-update':
      return 'the version is compared and written in two steps, or an acknowledged write was lost in a failover';
    case 'spurious-conflict':
      return `${named(odd)} compared with a version that is not the stored one`;
    case 'read-from-nowhere':
    case 'future-read':
      return 'the state is of another session, or was written by a client that the history does not have';
    case 'torn-read':
      return 'state and version are written, or read, in two steps';
    case 'non-linearizable':
      return null;
  }
}
