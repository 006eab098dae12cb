import type { Violation } from '../verdict.ts';
import { type Channel, shownBy } from './channel.ts';
import type { Arrival, Connection } from './connection.ts';

interface Strange {
  readonly arrival: Arrival;
  readonly connection: Connection;
  /** The user it was published to; null when nobody published such data. */
  readonly owner: string | null;
  /** The event whose id it bears; null when it is no event of the stream's user. */
  readonly original: string | null;
}

/** Data that nobody published to this user: `altered` when its id is that of an event of the user, else `phantom`. */
export function integrityViolations(channels: readonly Channel[]): Violation[] {
  const strange = channels.flatMap((channel) =>
    channel.connections.flatMap((connection) =>
      connection.events
        .filter(({ payload }) => payload === null || !channel.byPayload.has(payload))
        .map((arrival): Strange => {
          const original = shownBy(channel, arrival)?.payload ?? null;
          return { arrival, connection, owner: ownerOf(channels, arrival.payload), original };
        }),
    ),
  );
  const altered = strange.filter(({ owner, original }) => owner === null && original !== null);
  return [
    ...phantomViolations(strange.filter((one) => !altered.includes(one))),
    ...alteredViolations(altered),
  ];
}

function phantomViolations(phantoms: readonly Strange[]): Violation[] {
  const first = phantoms.find(({ owner }) => owner !== null) ?? phantoms[0];
  if (!first) return [];
  const { arrival, owner } = first;
  const what = owner
    ? `${arrival.payload}, published to ${owner},`
    : `a ${arrival.event} event that nobody published`;
  const cause = owner
    ? 'events are not kept apart by user'
    : 'the event was made up, or its data and its id were altered';
  return [violation('phantom', first, `${what} (${phantoms.length} such events)`, { all: phantoms, cause })];
}

function alteredViolations(altered: readonly Strange[]): Violation[] {
  const [first] = altered;
  if (!first) return [];
  const names = new Set(altered.map(({ original }) => original));
  const what = `${first.original} with other data than was published (${altered.length} arrivals of ${names.size} events)`;
  const cause = 'the data is altered on its way: line breaks, encoding, or length';
  return [violation('altered', first, what, { all: altered, cause })];
}

function violation(
  anomaly: string,
  { arrival, connection }: Strange,
  what: string,
  { all, cause }: { readonly all: readonly Strange[]; readonly cause: string },
): Violation {
  const where = `${connection.user} on ${connection.replica ?? 'an unnamed replica'}`;
  return {
    anomaly,
    message: `The stream ${connection.name} of ${where} showed ${what}.`,
    operations: [arrival.index],
    culprits: [...new Set(all.flatMap(({ connection: { replica } }) => replica ?? []))].sort(),
    cause,
  };
}

function ownerOf(channels: readonly Channel[], payload: string | null): string | null {
  const owner = payload === null ? undefined : channels.find(({ byPayload }) => byPayload.has(payload));
  return owner?.user ?? null;
}
