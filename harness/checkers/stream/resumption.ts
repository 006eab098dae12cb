import type { Channel } from './channel.ts';
import { compareEventIds, type EventId, parseEventId } from './event-id.ts';
import type { Feed } from './feed.ts';
import { precedes, type Published, shownBy } from './published.ts';

/** The place in the log from which a stream asked to go on. */
export interface Resumption {
  readonly order: EventId | null;
  /** The event of that id. */
  readonly lastSeen: Published;
}

/** Where connections resume, ids being unique; without those that asked for nothing, or for an id of which we know nothing. */
export function resumptionsOf(channel: Channel): Map<Feed, Resumption> {
  const resumed = channel.connections.filter(({ lastEventId }) => lastEventId !== null);
  if (channel.published.length >= channel.keptEvents || resumed.length === 0) return new Map();
  const events = eventsOf(channel, new Set(resumed.map(({ lastEventId }) => lastEventId)));
  return new Map(
    resumed.flatMap((connection): [Feed, Resumption][] => {
      const lastSeen = events.get(connection.lastEventId);
      return lastSeen ? [[connection, { lastSeen, order: parseEventId(connection.lastEventId) }]] : [];
    }),
  );
}

/** The events of the ids, by the publisher's word or else by the first stream that showed them. */
function eventsOf(
  channel: Channel,
  ids: ReadonlySet<string | null>,
): Map<string | null, Published | undefined> {
  const events = new Map<string | null, Published | undefined>();
  const note = (id: string | null, event: Published | undefined): void => {
    if (ids.has(id) && !events.has(id)) events.set(id, event);
  };
  for (const event of channel.published) note(event.toldId, event);
  for (const stream of channel.connections) {
    for (const arrival of stream.events) note(arrival.id, shownBy(channel, arrival));
  }
  return events;
}

/** Whether an event surely comes after the place of resumption. */
export function isAfter(event: Published, { order, lastSeen }: Resumption): boolean {
  if (event === lastSeen) return false;
  if (order && event.order) return (compareEventIds(order, event.order) ?? 0) < 0;
  return precedes(lastSeen, event, false);
}

/** Whether an event surely was not asked for: it is the last one seen, or comes before it. */
export function isUpTo(event: Published, { order, lastSeen }: Resumption): boolean {
  if (event === lastSeen) return true;
  if (order && event.order) return (compareEventIds(order, event.order) ?? 0) > 0;
  return precedes(event, lastSeen, false);
}
