import { isAccepted, operationsNamed, type Operation } from '../../history/operation.ts';
import { NS_PER_S } from '../../time/clock.ts';
import { conclude } from '../conclusion.ts';
import { culprit, foldFindings } from '../findings.ts';
import { counted, named, span } from '../phrases.ts';
import type { Check, History } from '../check.ts';
import type { Judgement } from '../verdict.ts';
import { type Connection, connectionsOf, isEntitled, isOpened } from './connection.ts';
import {
  isOfSameSession,
  isSessionOf,
  mayHaveEndedSession,
  type SessionOperations,
  sessionOperationsOf,
} from './session-ends.ts';

/** A stream that the server ended is one whose session or token had ended: the logout of another session leaves it alone. */
export const streamLivesWithItsSession = (): Check => ({
  name: 'stream-lives-with-its-session',
  claim: "A stream lives as long as its token, whatever becomes of the user's other sessions.",
  judge,
});

/** An opened stream, and the logouts of other sessions of its user that it saw. */
interface Witness {
  readonly connection: Connection;
  readonly logouts: readonly Operation<'logout'>[];
  readonly isCut: boolean;
}

function judge(history: History): Judgement {
  const witnesses = history.stages.flatMap((stage) => {
    const sessions = sessionOperationsOf(history, stage.stage);
    return connectionsOf({ operations: history.operations, stages: [stage] })
      .filter((connection) => isOpened(connection) && isEntitled(connection))
      .map((connection) => witnessOf(connection, sessions));
  });
  const cut = witnesses.filter(({ isCut }) => isCut);
  const bystanders = witnesses.filter((one) => !one.isCut && one.logouts.some((op) => outlived(one, op)));
  const findings = cut.map((one) => {
    const { connection } = one;
    const blamed = blamedLogout(one);
    const operations = [connection.opening, blamed, connection.end].flatMap((op) => op?.index ?? []);
    return {
      one,
      group: blamed ? 'logout' : 'cut',
      culprits: culprit(connection.replica),
      operations,
      weight: 0,
    };
  });
  const violations = foldFindings(findings, ({ one: { connection }, group }, all) => {
    const { name, user, replica, opening, openUntilNs } = connection;
    const age = span(openUntilNs - (opening?.completedNs ?? openUntilNs));
    const after =
      group === 'logout' ? ', when another session logged out' : ', though its token was still good';
    return {
      anomaly: group === 'logout' ? 'logout-wrong-scope' : 'stream-cut',
      message: `${replica ?? 'an unnamed replica'} ended the stream ${name} of ${user} after ${age}${after} (${counted(all.length, 'stream')})`,
      cause: group === 'logout' ? "a logout also ends the streams of the user's other sessions" : null,
    };
  });
  return conclude({
    violations,
    gaps: gapsOf(history, bystanders),
    examined: bystanders.length,
    summary:
      violations[0]?.message ??
      `${counted(bystanders.length, 'stream')} lived on when another session of the user logged out`,
  });
}

function witnessOf(connection: Connection, sessions: SessionOperations): Witness {
  const { end, opening } = connection;
  const isCut =
    end !== null && end.input.by !== 'client' && !mayHaveEndedSession(sessions, connection, end.completedNs);
  const logouts = sessions.logouts.filter(
    (op) =>
      isAccepted(op) &&
      isSessionOf(op, connection) &&
      isOfSameSession(op, connection, sessions) === false &&
      opening !== null &&
      opening.completedNs < op.invokedNs,
  );
  return { connection, logouts, isCut };
}

/** A logout ends its own streams within a second: whoever lives on for longer was not meant. */
const outlived = ({ connection }: Witness, op: Operation<'logout'>): boolean =>
  connection.openUntilNs > op.completedNs + NS_PER_S;

/** The logout that came within the time in which it ends its own streams. */
const blamedLogout = (one: Witness): Operation<'logout'> | undefined =>
  one.logouts.find((op) => one.connection.openUntilNs >= op.invokedNs && !outlived(one, op));

function gapsOf(history: History, bystanders: readonly Witness[]): string[] {
  const loggedOut = new Set(operationsNamed(history.operations, 'logout').map(({ stage }) => stage));
  if (loggedOut.size === 0) return ['nobody logged out'];
  return history.stages.flatMap((stage) => {
    const here = bystanders.filter(({ connection }) => connection.stage === stage);
    const missing = stage.replicas
      .map(({ name }) => name)
      .filter(
        (name) => loggedOut.has(stage.stage) && !here.some(({ connection }) => connection.replica === name),
      );
    return missing.length === 0
      ? []
      : [`no stream on ${named(missing)} was open for a second after another session of its user logged out`];
  });
}
