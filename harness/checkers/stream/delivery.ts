import { msToNs, type RunNs } from '../../time/clock.ts';
import { type Channel, firstArrivals, idsCount } from './channel.ts';
import { claimOn } from './claim.ts';
import { Deliveries } from './deliveries.ts';
import { type DueWindow, dueWindowOf } from './due-window.ts';
import type { Feed } from './feed.ts';
import type { Published } from './published.ts';
import { type Resumption, resumptionsOf } from './resumption.ts';

/** What became of one event on one connection that had to show it. */
export interface Delivery {
  readonly published: Published;
  readonly connection: Feed;
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

/** What the connections of a channel have in common. */
interface Ledger {
  /** The places of the acknowledged events, in order of publishing. */
  readonly log: Uint32Array;
  /** By the place of an event, the number of the last connection that was found to show it; 0 for none. */
  readonly shownBy: Uint32Array;
  readonly windowOf: DueWindow;
  readonly resumptions: ReadonlyMap<Feed, Resumption>;
  readonly counts: boolean;
  readonly graceNs: RunNs;
}

/**
 * The fate of every acknowledged event on every connection that owes it: published after the connection said it was
 * open, or after the event of its Last-Event-ID (etcd's watch guarantees: reliable and resumable; docs/algorithms.md 7).
 * Leaves out the rest of the connections once there are `most`.
 */
export function deliveriesOf(
  channels: readonly Channel[],
  lateNs: RunNs,
  most: number = Infinity,
): Deliveries {
  const deliveries = new Deliveries();
  for (const channel of channels) {
    const ledger = ledgerOf(channel, lateNs);
    for (const [at, connection] of channel.connections.entries()) {
      if (deliveries.length >= most) return deliveries;
      noteDeliveries(deliveries, { channel, connection, ledger, number: at + 1 });
    }
  }
  return deliveries;
}

function ledgerOf(channel: Channel, lateNs: RunNs): Ledger {
  const counts = idsCount(channel);
  const { published } = channel;
  const log = Uint32Array.from(published.keys()).filter((place) => published[place]?.acknowledged);
  const events = published.filter(({ acknowledged }) => acknowledged);
  const resumptions = counts ? resumptionsOf(channel) : new Map<Feed, Resumption>();
  return {
    log,
    windowOf: dueWindowOf(events),
    shownBy: new Uint32Array(published.length),
    resumptions,
    counts,
    graceNs: Math.max(GRACE_NS, lateNs),
  };
}

interface Place {
  readonly channel: Channel;
  readonly connection: Feed;
  readonly ledger: Ledger;
  /** Of the connection, from 1 on. */
  readonly number: number;
}

function noteDeliveries(deliveries: Deliveries, { channel, connection, ledger, number }: Place): void {
  const { connectedNs: startNs, lastSignNs, openUntilNs } = connection;
  if (startNs === null) return;
  const { log, shownBy, windowOf, counts, graceNs } = ledger;
  const resumption = ledger.resumptions.get(connection) ?? null;
  const { isOwed, isPassed, due } = claimOn(channel, connection, { startNs, resumption, counts });
  const arrived = firstArrivals(channel, connection).places;
  for (const place of arrived) shownBy[place] = number;
  for (const place of candidatesOf(channel.published, log.subarray(...windowOf(due)), arrived)) {
    const published = channel.published[place];
    if (!published) continue;
    const isReplay = resumption !== null && published.invokedNs <= startNs;
    const isDelivered = shownBy[place] === number;
    if (!isDelivered && !isOwed(published)) continue;
    const dueNs = Math.max(published.completedNs, startNs) + graceNs;
    if (isDelivered) deliveries.push({ published, connection, fate: 'delivered', isReplay });
    else if (isPassed(published) || lastSignNs > dueNs)
      deliveries.push({ published, connection, fate: 'lost', isReplay });
    else if (openUntilNs > dueNs) deliveries.push({ published, connection, fate: 'stalled', isReplay });
  }
}

/** The places of the events of the window and of those that arrived from outside of it, in the order of the log. */
function candidatesOf(
  published: readonly Published[],
  within: Uint32Array,
  arrived: readonly number[],
): Uint32Array | readonly number[] {
  const indexOf = (place: number | undefined): number | undefined => published[place ?? -1]?.index;
  const [fromIndex, toIndex] = [indexOf(within[0]) ?? Infinity, indexOf(within.at(-1)) ?? -Infinity];
  const outside: number[] = [];
  for (const place of arrived) {
    const event = published[place];
    if (event?.acknowledged && (event.index < fromIndex || event.index > toIndex)) outside.push(place);
  }
  return outside.length === 0
    ? within
    : [...within, ...outside].sort((a, b) => (indexOf(a) ?? 0) - (indexOf(b) ?? 0));
}
