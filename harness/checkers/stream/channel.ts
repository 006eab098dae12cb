import { type Clashes, clashesOf } from './clashes.ts';
import type { Arrival, Feed } from './feed.ts';
import { indexOf, type Published, type PublishedIndex, shownBy } from './published.ts';

/** The first arrival of a published event on a stream. */
export interface Shown {
  readonly arrival: Arrival;
  readonly published: Published;
}

/** The arrivals of published events on a stream, in order. */
export interface Arrivals {
  readonly all: readonly Shown[];
  /** The first of each event. */
  readonly firsts: readonly Shown[];
  readonly events: ReadonlySet<Published>;
}

/** One user's events: what was published, and every stream that should show it. */
export interface Channel<Stream extends Feed = Feed> extends PublishedIndex {
  readonly user: string;
  readonly published: readonly Published[];
  readonly connections: readonly Stream[];
  /**
   * Whether the streams are held to be parts of one log, without a break: then a stream also owes what follows an event
   * that was published while it opened and that it showed, and events published more than once are not placed.
   */
  readonly isUnbroken: boolean;
  /** How many events the log keeps: once there were as many, a Last-Event-ID may have been trimmed. */
  readonly keptEvents: number;
  /** The arrivals of published events on each stream, in order. */
  readonly shown: ReadonlyMap<Feed, Arrivals>;
  readonly clashes: Clashes;
}

/** The channel that these publications and streams make. */
export function channelOf<Stream extends Feed>(
  parts: Pick<Channel<Stream>, 'user' | 'published' | 'connections' | 'isUnbroken' | 'keptEvents'>,
): Channel<Stream> {
  const index = indexOf(parts.published);
  const shown = new Map(
    parts.connections.map((stream): [Feed, Arrivals] => [stream, arrivalsOn(index, stream)]),
  );
  return { ...parts, ...index, shown, clashes: clashesOf(parts.published, shown) };
}

function arrivalsOn(index: PublishedIndex, { events }: Feed): Arrivals {
  const seen = new Set<Published>();
  const all: Shown[] = [];
  const firsts: Shown[] = [];
  for (const arrival of events) {
    const published = shownBy(index, arrival);
    if (!published) continue;
    const shown = { arrival, published };
    all.push(shown);
    if (!seen.has(published)) firsts.push(shown);
    seen.add(published);
  }
  return { all, firsts, events: seen };
}

/** The first arrival of each published event on a connection, in order. */
export const firstArrivals = ({ shown }: Channel, connection: Feed): readonly Shown[] =>
  shown.get(connection)?.firsts ?? [];

/** The published events that arrived on a connection. */
export const arrivedOn = ({ shown }: Channel, connection: Feed): ReadonlySet<Published> =>
  shown.get(connection)?.events ?? new Set();

/** Every arrival of a published event on a connection, in order. */
export const allArrivals = ({ shown }: Channel, connection: Feed): readonly Shown[] =>
  shown.get(connection)?.all ?? [];

/** The first arrivals of the events that have a place in the order of the channel. */
export const placedArrivals = (channel: Channel, connection: Feed): readonly Shown[] =>
  channel.isUnbroken
    ? firstArrivals(channel, connection).filter(({ published }) => published.copies === 1)
    : firstArrivals(channel, connection);

/** Whether the ids of a channel name its events: one id, one event, over all replicas and streams. */
export const idsCount = ({ clashes: { ids, payloads } }: Channel): boolean =>
  ids.length === 0 && payloads.length === 0;
