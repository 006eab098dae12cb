import { msToNs, type RunNs } from '../../time/clock.ts';
import { type Channel, firstArrivals, precedes, type Published } from './channel.ts';
import { type Connection, connectedNs, isSignOfLife, openUntilNs } from './connection.ts';
import { idsCount } from './identity.ts';
import { isAfter, resumptionOf } from './resumption.ts';

/** What became of one event on one connection that had to show it. */
export interface Delivery {
  readonly published: Published;
  readonly connection: Connection;
  /**
   * lost: a later event, or a heartbeat well after it, arrived without it. stalled: the stream stayed open well after
   * it and showed nothing more, so it may be lost, or held back on its way.
   */
  readonly fate: 'delivered' | 'lost' | 'stalled';
  /** Published before the stream was open: owed because of the Last-Event-ID. */
  readonly isReplay: boolean;
}

/** A stream that shows a heartbeat has had all that was published this long before it, even on a busy machine. */
const GRACE_NS = msToNs(2000);

/**
 * The fate of every acknowledged event on every connection that owes it: published after the connection said it was
 * open, or after the event of its Last-Event-ID (etcd's watch guarantees: reliable and resumable; docs/algorithms.md 7).
 */
export function deliveriesOf(channel: Channel, lateNs: RunNs): Delivery[] {
  const counts = idsCount(channel);
  const graceNs = Math.max(GRACE_NS, lateNs);
  return channel.connections.flatMap((connection) => deliveriesOn(channel, connection, { counts, graceNs }));
}

function deliveriesOn(
  channel: Channel,
  connection: Connection,
  { counts, graceNs }: { readonly counts: boolean; readonly graceNs: RunNs },
): Delivery[] {
  const startNs = connectedNs(connection);
  if (startNs === null) return [];
  const resumption = counts ? resumptionOf(channel, connection) : null;
  const shown = firstArrivals(channel, connection).map(({ published }) => published);
  const arrived = new Set(shown);
  const ends = furthestOf(shown, counts);
  const lastSignNs = connection.arrivals.findLast(({ event }) => isSignOfLife(event))?.atNs ?? -Infinity;
  return channel.published
    .filter(({ acknowledged }) => acknowledged)
    .flatMap((published): Delivery[] => {
      const delivery = {
        published,
        connection,
        isReplay: resumption !== null && published.invokedNs <= startNs,
      };
      if (arrived.has(published)) return [{ ...delivery, fate: 'delivered' }];
      const isOwed = resumption ? isAfter(published, resumption) : published.invokedNs > startNs;
      if (!isOwed) return [];
      const dueNs = Math.max(published.completedNs, startNs) + graceNs;
      const isPassed = ends.some((end) => precedes(published, end, counts));
      if (isPassed || lastSignNs > dueNs) return [{ ...delivery, fate: 'lost' }];
      return openUntilNs(connection) > dueNs ? [{ ...delivery, fate: 'stalled' }] : [];
    });
}

/** The events of a connection that come last by id and by time of publishing: whatever precedes any precedes these. */
function furthestOf(shown: readonly Published[], counts: boolean): Published[] {
  let [highest, latest] = [shown[0], shown[0]];
  for (const published of shown) {
    if (highest && precedes(highest, published, counts)) highest = published;
    if (latest && published.invokedNs > latest.invokedNs) latest = published;
  }
  return [highest, latest].filter((published) => published !== undefined);
}
