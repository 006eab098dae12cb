import type { Violation } from '../verdict.ts';
import { type Channel, firstArrivals, shownBy } from './channel.ts';
import type { Arrival, Connection } from './connection.ts';
import { idsCount } from './identity.ts';
import { isUpTo, resumptionOf } from './resumption.ts';

/** An event that a connection should not have shown. */
interface Unwanted {
  readonly connection: Connection;
  readonly arrival: Arrival;
  /** The arrival it repeats, on the same connection or another. */
  readonly repeats: Arrival | null;
}

/** Events shown twice on one connection, or again after a resume, and old events that nobody asked for. */
export function repetitionViolations(channels: readonly Channel[]): Violation[] {
  return [
    ...violationOf(channels.flatMap(repeatedOnConnection), {
      anomaly: 'duplicate',
      what: 'showed an event twice:',
      cause: 'an event is delivered both by replay and live, or by two subscriptions',
    }),
    ...violationOf(channels.flatMap(repeatedAfterResume), {
      anomaly: 'duplicate',
      what: 'was opened with a Last-Event-ID and showed again what came up to it:',
      cause: 'a resume replays from the start, whatever the Last-Event-ID',
    }),
    ...violationOf(channels.flatMap(notAskedFor), {
      anomaly: 'unexpected-replay',
      what: 'was opened without a Last-Event-ID and showed an event published before:',
      cause: 'a new stream replays the log, or a subscriber lags behind the acknowledgement',
    }),
  ];
}

function violationOf(
  unwanted: readonly Unwanted[],
  { anomaly, what, cause }: { readonly anomaly: string; readonly what: string; readonly cause: string },
): Violation[] {
  const first = unwanted[0];
  if (!first) return [];
  const { connection, arrival, repeats } = first;
  const connections = new Set(unwanted.map((one) => one.connection));
  const opening = connection.opening && anomaly !== 'duplicate' ? [connection.opening.index] : [];
  return [
    {
      anomaly,
      message:
        `The stream ${connection.name} on ${connection.replica ?? 'an unnamed replica'} ${what} ` +
        `${arrival.payload}${arrival.id === null ? '' : ` (id ${arrival.id})`} ` +
        `(${unwanted.length} events on ${connections.size} streams).`,
      operations: [...opening, ...(repeats ? [repeats.index] : []), arrival.index],
      culprits: [...new Set([...connections].flatMap(({ replica }) => replica ?? []))].sort(),
      cause,
    },
  ];
}

function repeatedOnConnection(channel: Channel): Unwanted[] {
  return channel.connections.flatMap((connection) => {
    const byEvent = Map.groupBy(connection.events, (arrival) => shownBy(channel, arrival));
    return [...byEvent].flatMap(([event, arrivals]) =>
      event === undefined
        ? []
        : arrivals
            .slice(event.copies)
            .map((arrival) => ({ connection, arrival, repeats: arrivals[0] ?? null })),
    );
  });
}

function repeatedAfterResume(channel: Channel): Unwanted[] {
  if (!idsCount(channel)) return [];
  return channel.connections.flatMap((connection) => {
    const resumption = resumptionOf(channel, connection);
    if (!resumption) return [];
    return firstArrivals(channel, connection)
      .filter(({ published }) => published.copies === 1 && isUpTo(published, resumption))
      .map(({ arrival }) => ({ connection, arrival, repeats: shownBefore(channel, connection, arrival) }));
  });
}

function shownBefore(channel: Channel, connection: Connection, { payload, atNs }: Arrival): Arrival | null {
  const others = channel.connections.filter((other) => other !== connection).flatMap(({ events }) => events);
  return others.find((other) => other.payload === payload && other.atNs < atNs) ?? null;
}

function notAskedFor(channel: Channel): Unwanted[] {
  return channel.connections.flatMap((connection) => {
    const { opening, lastEventId } = connection;
    if (!opening || lastEventId !== null) return [];
    return firstArrivals(channel, connection)
      .filter(({ published }) => published.copies === 1 && published.completedNs < opening.invokedNs)
      .map(({ arrival }) => ({ connection, arrival, repeats: null }));
  });
}
