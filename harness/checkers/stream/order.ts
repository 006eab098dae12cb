import type { Violation } from '../verdict.ts';
import { type Channel, idsCount, placedArrivals } from './channel.ts';
import { disagreements, type Inversion, type Sequence } from './disagreement.ts';
import { type Lasts, withLast } from './furthest.ts';
import { precedes } from './published.ts';
import type { Shown } from './shown.ts';

/**
 * Events out of order: against their ids, against the order of their publish calls, or, where ids have no order,
 * against another stream of the same user.
 */
export function orderViolations(channels: readonly Channel[]): Violation[] {
  const inversions = channels.flatMap((channel) => {
    const counts = idsCount(channel);
    const sequences = channel.connections.map((connection) => ({
      connection,
      shown: placedArrivals(channel, connection),
    }));
    const onOneStream = sequences.flatMap((sequence) => inversionsOn(sequence, counts));
    // Ids that order every event leave nothing to disagree on.
    const areOrdered =
      counts &&
      sequences.every(({ shown }) => shown.where(({ published }) => published.order === null).length === 0);
    return areOrdered ? onOneStream : [...onOneStream, ...disagreements(sequences)];
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
function inversionsOn({ connection, shown }: Sequence, counts: boolean): Inversion[] {
  const inversions: Inversion[] = [];
  let lasts: Lasts | null = null;
  for (const later of shown) {
    const earlier = lasts?.find((last) => precedes(later.published, last.published, counts));
    if (earlier) inversions.push({ connection, earlier, later });
    lasts = withLast(lasts, later, counts);
  }
  return inversions;
}
