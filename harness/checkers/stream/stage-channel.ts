import { isAccepted, operationsNamed, type Operation } from '../../history/operation.ts';
import type { Stage } from '../../history/vocabulary.ts';
import type { History } from '../check.ts';
import { answererOf } from '../answerer.ts';
import { type Channel, channelOf } from './channel.ts';
import { type Connection, connectionsOf, isEntitled, isOpened } from './connection.ts';
import { type Publication, publishedOf } from './published.ts';

/** One user's events on one cluster. */
export interface StageChannel extends Channel<Connection> {
  readonly stage: Stage;
}

/** The contract keeps this many events; with more, the Last-Event-ID may have been trimmed, which replays all. */
const KEPT_EVENTS = 10_000;

/** Every user with an open stream or a publication, by stage. */
export const channelsOf = (history: History): StageChannel[] => channelsWith(history, isOpened);

/** As `channelsOf`, with the streams whose opening had no answer: one that waits for its headers may be held back. */
export const openableChannelsOf = (history: History): StageChannel[] =>
  channelsWith(history, (connection) => isOpened(connection) || connection.opening?.outcome === 'info');

function channelsWith(history: History, isWanted: (connection: Connection) => boolean): StageChannel[] {
  const connections = connectionsOf(history).filter(
    (connection) => isEntitled(connection) && isWanted(connection),
  );
  const publications = operationsNamed(history.operations, 'publish').filter(mayHaveHappened);
  return history.stages.flatMap((stage) => {
    const streams = Map.groupBy(
      connections.filter((connection) => connection.stage === stage),
      ({ user }) => user,
    );
    const calls = Map.groupBy(
      publications.filter((op) => op.stage === stage.stage),
      (op) => op.input.user,
    );
    return [...new Set([...streams.keys(), ...calls.keys()])].map((user) => {
      const own = streams.get(user) ?? [];
      const of = (calls.get(user) ?? []).map((op) => publicationOf(op, stage));
      const log = publishedOf(of, own);
      const parts = { user, ...log, connections: own, isUnbroken: false, keptEvents: KEPT_EVENTS };
      return { ...channelOf(parts), stage };
    });
  });
}

// A refusal (4xx) did not publish; after a 5xx the event may still be in the log.
const mayHaveHappened = ({ outcome, status }: Operation<'publish'>): boolean =>
  outcome === 'info' || (outcome === 'ok' && (status === null || status < 400 || status >= 500));

const publicationOf = (op: Operation<'publish'>, stage: Stage): Publication => ({
  index: op.index,
  payload: op.input.payload,
  toldId: op.output?.id ?? null,
  invokedNs: op.invokedNs,
  completedNs: op.completedNs,
  acknowledged: isAccepted(op),
  replica: answererOf(op, stage),
});
