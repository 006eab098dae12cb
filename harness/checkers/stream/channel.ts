import { isAccepted, operationsNamed, type Operation } from '../../history/operation.ts';
import type { Stage } from '../../history/vocabulary.ts';
import type { RunNs } from '../../time/clock.ts';
import type { History } from '../check.ts';
import { answererOf } from '../general/answerer.ts';
import { type Arrival, type Connection, connectionsOf, isEntitled, isOpened } from './connection.ts';
import { compareEventIds, type EventId, parseEventId } from './event-id.ts';

/** An event that was, or may have been, published. */
export interface Published {
  readonly index: number;
  readonly payload: string;
  /** The id by which the publisher was told of it; null when its answer is missing. */
  readonly toldId: string | null;
  /** Its place in the order of ids, by the publisher's word or by the first stream that showed it. */
  readonly order: EventId | null;
  readonly invokedNs: RunNs;
  /** Infinity unless the publishing was acknowledged. */
  readonly completedNs: RunNs;
  readonly acknowledged: boolean;
  readonly replica: string | null;
  /** How many publish calls carried this payload: more than one may arrive as often. */
  readonly copies: number;
}

/** One user's events on one cluster: what was published, and every stream that should show it. */
export interface Channel {
  readonly stage: Stage;
  readonly user: string;
  readonly published: readonly Published[];
  readonly byPayload: ReadonlyMap<string, Published>;
  /** By the id that the publisher was told, where no other event was told the same. */
  readonly byToldId: ReadonlyMap<string, Published>;
  readonly connections: readonly Connection[];
}

/** Every user with an open stream or a publication, by stage. */
export const channelsOf = (history: History): Channel[] => channelsWith(history, isOpened);

/** As `channelsOf`, with the streams whose opening had no answer: one that waits for its headers may be held back. */
export const openableChannelsOf = (history: History): Channel[] =>
  channelsWith(history, (connection) => isOpened(connection) || connection.opening?.outcome === 'info');

function channelsWith(history: History, isWanted: (connection: Connection) => boolean): Channel[] {
  const connections = connectionsOf(history).filter(
    (connection) => isEntitled(connection) && isWanted(connection),
  );
  const publications = operationsNamed(history.operations, 'publish');
  return history.stages.flatMap((stage) => {
    const streams = connections.filter((connection) => connection.stage === stage);
    const calls = publications.filter((op) => op.stage === stage.stage && mayHaveHappened(op));
    const users = new Set([...streams.map(({ user }) => user), ...calls.map((op) => op.input.user)]);
    return [...users].map((user) => {
      const own = streams.filter((connection) => connection.user === user);
      const published = publishedOf(
        stage,
        calls.filter((op) => op.input.user === user),
        own,
      );
      const byPayload = new Map(published.map((event) => [event.payload, event]));
      return { stage, user, published, byPayload, byToldId: toldIds(published), connections: own };
    });
  });
}

// A refusal (4xx) did not publish; after a 5xx the event may still be in the log.
const mayHaveHappened = ({ outcome, status }: Operation<'publish'>): boolean =>
  outcome === 'info' || (outcome === 'ok' && (status === null || status < 400 || status >= 500));

function publishedOf(
  stage: Stage,
  calls: readonly Operation<'publish'>[],
  streams: readonly Connection[],
): Published[] {
  const seenIds = new Map<string, string | null>();
  for (const { payload, id } of streams.flatMap(({ events }) => events)) {
    if (payload !== null && !seenIds.has(payload)) seenIds.set(payload, id);
  }
  return [...Map.groupBy(calls, (op) => op.input.payload)].map(([payload, copies]) => {
    const op = copies.find(isAccepted) ?? copies[0];
    const acknowledged = op !== undefined && isAccepted(op);
    const toldId = op?.output?.id ?? null;
    return {
      index: op?.index ?? -1,
      payload,
      toldId,
      order: parseEventId(toldId ?? seenIds.get(payload) ?? null),
      invokedNs: op?.invokedNs ?? -Infinity,
      completedNs: acknowledged ? op.completedNs : Infinity,
      acknowledged: acknowledged && copies.length === 1,
      replica: op ? answererOf(op, stage) : null,
      copies: copies.length,
    };
  });
}

function toldIds(published: readonly Published[]): Map<string, Published> {
  const byId = Map.groupBy(published, ({ toldId }) => toldId);
  return new Map(
    [...byId].flatMap(([id, events]) => {
      const [only] = events;
      return id === null || only === undefined || events.length > 1 ? [] : [[id, only]];
    }),
  );
}

/**
 * The published event that an arrival shows, undefined when it is none of the user's: by its data, or, when nobody
 * published such data, by its id (the data was altered on its way).
 */
export const shownBy = ({ byPayload, byToldId }: Channel, { payload, id }: Arrival): Published | undefined =>
  (payload === null ? undefined : byPayload.get(payload)) ?? (id === null ? undefined : byToldId.get(id));

/** The first arrival of each published event on a connection, in order. */
export function firstArrivals(
  channel: Channel,
  { events }: Connection,
): { readonly arrival: Arrival; readonly published: Published }[] {
  const seen = new Set<Published>();
  return events.flatMap((arrival) => {
    const published = shownBy(channel, arrival);
    if (!published || seen.has(published)) return [];
    seen.add(published);
    return [{ arrival, published }];
  });
}

/** Whether one event surely precedes another: by its id where both ids order, or by the order of the publish calls. */
export function precedes(a: Published, b: Published, idsCount: boolean): boolean {
  if (a.completedNs < b.invokedNs) return true;
  const order = idsCount && a.order && b.order ? compareEventIds(a.order, b.order) : null;
  return order !== null && order < 0;
}
