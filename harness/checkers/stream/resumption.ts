import { type Channel, precedes, type Published, shownBy } from './channel.ts';
import type { Connection } from './connection.ts';
import { compareEventIds, type EventId, parseEventId } from './event-id.ts';

/** The place in the log from which a stream asked to go on. */
export interface Resumption {
  readonly order: EventId | null;
  /** The event of that id. */
  readonly lastSeen: Published;
}

/** The contract keeps this many events; with more, the Last-Event-ID may have been trimmed, which replays all. */
const KEPT_EVENTS = 10_000;

/** Where a connection resumes, ids being unique; null when it asked for nothing, or for an id of which we know nothing. */
export function resumptionOf(channel: Channel, { lastEventId }: Connection): Resumption | null {
  if (lastEventId === null || channel.published.length >= KEPT_EVENTS) return null;
  const lastSeen = eventOfId(channel, lastEventId);
  return lastSeen ? { lastSeen, order: parseEventId(lastEventId) } : null;
}

function eventOfId(channel: Channel, id: string): Published | null {
  const told = channel.published.find(({ toldId }) => toldId === id);
  if (told) return told;
  const shown = channel.connections.flatMap(({ events }) => events).find((arrival) => arrival.id === id);
  return (shown && shownBy(channel, shown)) ?? null;
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
