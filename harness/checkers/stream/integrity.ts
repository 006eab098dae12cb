import type { Violation } from '../verdict.ts';
import { type Channel, firstArrivals, strangeArrivals } from './channel.ts';
import type { Arrival, Feed } from './feed.ts';
import { shownBy } from './published.ts';

interface Strange {
  readonly arrival: Arrival;
  readonly connection: Feed;
  /** The user it was published to; null when nobody published such data. */
  readonly owner: string | null;
  /** The event whose id it bears; null when it is no event of the stream's user. */
  readonly original: string | null;
}

/** Data that nobody published to this user: `altered` when its id is that of an event of the user, else `phantom`. */
export function integrityViolations(channels: readonly Channel[]): Violation[] {
  const strange = strangeIn(channels);
  const isAltered = ({ owner, original }: Strange): boolean => owner === null && original !== null;
  return [
    ...phantomViolations(strange.filter((one) => !isAltered(one))),
    ...alteredViolations(strange.filter(isAltered)),
  ];
}

function strangeIn(channels: readonly Channel[]): Strange[] {
  const strange = channels.flatMap((channel) =>
    channel.connections.flatMap((connection) =>
      strangeArrivals(channel, connection).map((arrival) => {
        const original = shownBy(channel, arrival)?.payload ?? null;
        return { arrival, connection, original };
      }),
    ),
  );
  const owners = ownersOf(channels, new Set(strange.map(({ arrival }) => arrival.payload)));
  return strange.map((one) => ({ ...one, owner: owners.get(one.arrival.payload) ?? null }));
}

/** The first user to whom each payload was published. */
function ownersOf(
  channels: readonly Channel[],
  payloads: ReadonlySet<string | null>,
): Map<string | null, string> {
  const owners = new Map<string | null, string>();
  for (const { user, published } of channels) {
    for (const { payload } of published) {
      if (payloads.has(payload) && !owners.has(payload)) owners.set(payload, user);
    }
  }
  return owners;
}

function phantomViolations(phantoms: readonly Strange[]): Violation[] {
  const first = phantoms.find(({ owner }) => owner !== null) ?? phantoms[0];
  if (!first) return [];
  const { arrival, owner } = first;
  const what = owner
    ? `${arrival.payload}, published to ${owner},`
    : `${arrival.event === '' ? arrival.payload : `a ${arrival.event} event`} that nobody published`;
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

/** Events that were shown before anyone began to publish them. */
export function prematureViolations(channels: readonly Channel[]): Violation[] {
  const premature = channels.flatMap((channel) =>
    channel.connections.flatMap((connection) =>
      Array.from(
        firstArrivals(channel, connection).where(
          ({ arrival, published }) => arrival.atNs < published.firstInvokedNs,
        ),
        (shown) => ({ ...shown, connection }),
      ),
    ),
  );
  const [first] = premature;
  if (!first) return [];
  const what = `${first.published.payload} before anyone began to publish it (${premature.length} such events)`;
  const cause = 'data or an id was used for an earlier event too, or the clocks of the history differ';
  const found = violation('phantom', first, what, { all: premature, cause });
  return [{ ...found, operations: [first.arrival.index, first.published.index] }];
}

interface Seen {
  readonly arrival: Arrival;
  readonly connection: Feed;
}

function violation(
  anomaly: string,
  { arrival, connection }: Seen,
  what: string,
  { all, cause }: { readonly all: readonly Seen[]; readonly cause: string },
): Violation {
  const { name, user, replica } = connection;
  const where = `${user === '' ? '' : `of ${user} `}on ${replica ?? 'an unnamed replica'}`;
  return {
    anomaly,
    message: `The stream ${name} ${where} showed ${what}.`,
    operations: [arrival.index],
    culprits: [...new Set(all.flatMap(({ connection: one }) => one.replica ?? []))].sort(),
    cause,
  };
}
