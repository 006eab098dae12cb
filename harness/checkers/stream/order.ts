import type { Violation } from '../verdict.ts';
import { type Channel, firstArrivals, precedes, type Published } from './channel.ts';
import type { Arrival, Connection } from './connection.ts';
import { idsCount } from './identity.ts';

/** Two events of one connection in the wrong order, or of two connections in different orders. */
interface Inversion {
  readonly connection: Connection;
  readonly earlier: Shown;
  readonly later: Shown;
}

interface Shown {
  readonly arrival: Arrival;
  readonly published: Published;
}

/**
 * Events out of order: against their ids, against the order of their publish calls, or, where ids have no order,
 * against another stream of the same user.
 */
export function orderViolations(channels: readonly Channel[]): Violation[] {
  const inversions = channels.flatMap((channel) => {
    const counts = idsCount(channel);
    const onOneStream = channel.connections.flatMap((connection) =>
      inversionsOf(channel, connection, counts),
    );
    return [...onOneStream, ...disagreements(channel, counts)];
  });
  const first = inversions[0];
  if (!first) return [];
  const { connection, earlier, later } = first;
  return [
    {
      anomaly: 'reordered',
      message:
        `The stream ${connection.name} on ${connection.replica ?? 'an unnamed replica'} showed ` +
        `${nameOf(earlier)} before ${nameOf(later)} (${inversions.length} events out of order).`,
      operations: [earlier.arrival.index, later.arrival.index],
      culprits: [...new Set(inversions.flatMap(({ connection: { replica } }) => replica ?? []))].sort(),
      cause: inversions.every(areConcurrent)
        ? 'an id is taken before its event is visible, so concurrent events pass one another'
        : null,
    },
  ];
}

const nameOf = ({ arrival, published }: Shown): string =>
  arrival.id === null ? published.payload : `${published.payload} (id ${arrival.id})`;

const areConcurrent = ({ earlier, later }: Inversion): boolean =>
  !precedes(earlier.published, later.published, false) &&
  !precedes(later.published, earlier.published, false);

/** Each event that follows one which it surely precedes, with that one. */
function inversionsOf(channel: Channel, connection: Connection, counts: boolean): Inversion[] {
  const inversions: Inversion[] = [];
  let highest: Shown | null = null;
  let latest: Shown | null = null;
  for (const shown of firstArrivals(channel, connection)) {
    const passed: Shown | undefined = [highest, latest]
      .filter((earlier) => earlier !== null)
      .find((earlier) => precedes(shown.published, earlier.published, counts));
    if (passed) inversions.push({ connection, earlier: passed, later: shown });
    if (!highest || precedes(highest.published, shown.published, counts)) highest = shown;
    if (!latest || shown.published.invokedNs > latest.published.invokedNs) latest = shown;
  }
  return inversions;
}

/** Where ids do not order events, all streams of a user must still agree on one order. */
function disagreements(channel: Channel, counts: boolean): Inversion[] {
  const sequences = channel.connections.map((connection) => ({
    connection,
    shown: firstArrivals(channel, connection),
  }));
  if (counts && sequences.every(({ shown }) => shown.every(({ published }) => published.order !== null)))
    return [];
  return sequences.flatMap(({ shown }, at) => {
    const place = new Map(shown.map(({ published }, position) => [published, position]));
    return sequences.slice(at + 1).flatMap((other) => {
      const common = other.shown.filter(({ published }) => place.has(published));
      return adjacentPairs(common)
        .filter(([a, b]) => (place.get(a.published) ?? 0) > (place.get(b.published) ?? 0))
        .map(([earlier, later]) => ({ connection: other.connection, earlier, later }));
    });
  });
}

const adjacentPairs = <Item>(items: readonly Item[]): [Item, Item][] =>
  items.slice(1).flatMap((item, at): [Item, Item][] => {
    const before = items[at];
    return before === undefined ? [] : [[before, item]];
  });
