import type { Violation } from '../verdict.ts';
import type { Rows } from '../columns/rows.ts';
import { allArrivals, type Channel, firstArrivals, idsCount } from './channel.ts';
import type { Arrival, Feed } from './feed.ts';
import type { Published } from './published.ts';
import { isUpTo, resumptionsOf } from './resumption.ts';
import type { Shown } from './shown.ts';

/** An event that a connection should not have shown. */
interface Unwanted {
  readonly connection: Feed;
  readonly arrival: Arrival;
  /** Finds the arrival it repeats, on the same connection or another. */
  readonly repeats: () => Arrival | null;
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
  const { connection, arrival } = first;
  const repeats = first.repeats();
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
    const [all, firsts] = [allArrivals(channel, connection), firstArrivals(channel, connection)];
    if (all.length === firsts.length) return [];
    const repeats = repeatsOf(all, firsts);
    return [...firsts].flatMap(({ arrival: first, published }) => {
      const again = repeats.get(published) ?? [];
      return again
        .slice(published.copies - 1)
        .map((arrival) => ({ connection, arrival, repeats: () => first }));
    });
  });
}

/** The arrivals that are not the first of their event, by event. */
function repeatsOf(all: Rows<Shown>, firsts: Rows<Shown>): Map<Published, Arrival[]> {
  const repeats = new Map<Published, Arrival[]>();
  let passed = 0;
  for (const shown of all) {
    if (shown.arrival.index === firsts.at(passed)?.arrival.index) {
      passed += 1;
      continue;
    }
    const arrivals = repeats.get(shown.published) ?? [];
    arrivals.push(shown.arrival);
    repeats.set(shown.published, arrivals);
  }
  return repeats;
}

function repeatedAfterResume(channel: Channel): Unwanted[] {
  if (!idsCount(channel)) return [];
  return [...resumptionsOf(channel)].flatMap(([connection, resumption]) =>
    Array.from(
      firstArrivals(channel, connection).where(
        ({ published }) => published.copies === 1 && isUpTo(published, resumption),
      ),
      ({ arrival }) => ({
        connection,
        arrival,
        repeats: () => shownBefore(channel, connection, arrival),
      }),
    ),
  );
}

function shownBefore(channel: Channel, connection: Feed, { payload, atNs }: Arrival): Arrival | null {
  const others = channel.connections
    .filter((other) => other !== connection)
    .flatMap(({ events }) => [...events]);
  return others.find((other) => other.payload === payload && other.atNs < atNs) ?? null;
}

function notAskedFor(channel: Channel): Unwanted[] {
  return channel.connections.flatMap((connection) => {
    const { opening, lastEventId } = connection;
    if (!opening || lastEventId !== null) return [];
    const unasked = firstArrivals(channel, connection).where(
      ({ published }) => published.copies === 1 && published.completedNs < opening.invokedNs,
    );
    return Array.from(unasked, ({ arrival }) => ({ connection, arrival, repeats: () => null }));
  });
}
