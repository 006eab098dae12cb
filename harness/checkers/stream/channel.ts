import { type Clashes, clashesOf } from './clashes.ts';
import type { Arrival, Feed } from './feed.ts';
import { indexOf, placeShownBy, type PublishedIndex } from './published.ts';
import { ShownRows } from './shown.ts';

/** The arrivals of published events on a stream, in order. */
export interface Arrivals {
  readonly all: ShownRows;
  /** The first of each event. */
  readonly firsts: ShownRows;
  /** What nobody published, by its data: events of the stream that are not of the user, or were altered. */
  readonly strange: readonly Arrival[];
}

/** One user's events: what was published, and every stream that should show it. */
export interface Channel<Stream extends Feed = Feed> extends PublishedIndex {
  readonly user: string;
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
  parts: Pick<Channel<Stream>, 'user' | 'published' | 'places' | 'connections' | 'isUnbroken' | 'keptEvents'>,
): Channel<Stream> {
  const index = indexOf(parts);
  const seenBy = new Uint32Array(parts.published.length);
  const shown = new Map(
    parts.connections.map((stream, at): [Feed, Arrivals] => [
      stream,
      arrivalsOn(index, stream, { seenBy, number: at + 1 }),
    ]),
  );
  return { ...parts, ...index, shown, clashes: clashesOf(parts.published, shown) };
}

/** By the place of an event, the number of the last stream that showed it; 0 for none. */
interface Marks {
  readonly seenBy: Uint32Array;
  readonly number: number;
}

function arrivalsOn(index: PublishedIndex, { events }: Feed, { seenBy, number }: Marks): Arrivals {
  const [positions, places]: [number[], number[]] = [[], []];
  const strange: Arrival[] = [];
  const repeats = new Set<number>();
  let position = -1;
  for (const arrival of events) {
    position += 1;
    const place = placeShownBy(index, arrival);
    const published = place === undefined ? undefined : index.published[place];
    if (published?.payload !== arrival.payload) strange.push(arrival);
    if (place === undefined) continue;
    if (seenBy[place] === number) repeats.add(places.length);
    seenBy[place] = number;
    positions.push(position);
    places.push(place);
  }
  const all = new ShownRows({
    arrivals: events,
    published: index.published,
    // Copies are no longer than they must be: there may be as many streams as events.
    positions: positions.length === events.length ? null : positions.slice(),
    places: places.slice(),
  });
  return { all, firsts: repeats.size === 0 ? all : all.where((_, at) => !repeats.has(at)), strange };
}

const NOTHING = new ShownRows({ arrivals: [], published: [], positions: null, places: [] });

/** The first arrival of each published event on a connection, in order. */
export const firstArrivals = ({ shown }: Channel, connection: Feed): ShownRows =>
  shown.get(connection)?.firsts ?? NOTHING;

/** The arrivals on a connection of what nobody published to its user, by its data. */
export const strangeArrivals = ({ shown }: Channel, connection: Feed): readonly Arrival[] =>
  shown.get(connection)?.strange ?? [];

/** Every arrival of a published event on a connection, in order. */
export const allArrivals = ({ shown }: Channel, connection: Feed): ShownRows =>
  shown.get(connection)?.all ?? NOTHING;

/** The first arrivals of the events that have a place in the order of the channel. */
export const placedArrivals = (channel: Channel, connection: Feed): ShownRows =>
  channel.isUnbroken
    ? firstArrivals(channel, connection).where(({ published }) => published.copies === 1)
    : firstArrivals(channel, connection);

/** Whether the ids of a channel name its events: one id, one event, over all replicas and streams. */
export const idsCount = ({ clashes: { ids, payloads } }: Channel): boolean =>
  ids.length === 0 && payloads.length === 0;
