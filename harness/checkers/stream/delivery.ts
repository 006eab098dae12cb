import { msToNs, type RunNs } from '../../time/clock.ts';
import { arrivedOn, type Channel, idsCount } from './channel.ts';
import { claimOn } from './claim.ts';
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
  /** The acknowledged events, in order of publishing. */
  readonly log: readonly Published[];
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
export function deliveriesOf(channel: Channel, lateNs: RunNs, most: number = Infinity): Delivery[] {
  const counts = idsCount(channel);
  const log = channel.published.filter(({ acknowledged }) => acknowledged);
  const resumptions = counts ? resumptionsOf(channel) : new Map<Feed, Resumption>();
  const ledger = {
    log,
    windowOf: dueWindowOf(log),
    resumptions,
    counts,
    graceNs: Math.max(GRACE_NS, lateNs),
  };
  const deliveries: Delivery[] = [];
  for (const connection of channel.connections) {
    if (deliveries.length >= most) break;
    for (const delivery of deliveriesOn(channel, connection, ledger)) deliveries.push(delivery);
  }
  return deliveries;
}

function deliveriesOn(channel: Channel, connection: Feed, ledger: Ledger): Delivery[] {
  const { connectedNs: startNs, lastSignNs, openUntilNs } = connection;
  if (startNs === null) return [];
  const { log, windowOf, counts, graceNs } = ledger;
  const resumption = ledger.resumptions.get(connection) ?? null;
  const { isOwed, isPassed, due } = claimOn(channel, connection, { startNs, resumption, counts });
  const arrived = arrivedOn(channel, connection);
  const deliveries: Delivery[] = [];
  for (const published of candidatesOf(log, windowOf(due), arrived)) {
    const isReplay = resumption !== null && published.invokedNs <= startNs;
    const isDelivered = arrived.has(published);
    if (!isDelivered && !isOwed(published)) continue;
    const dueNs = Math.max(published.completedNs, startNs) + graceNs;
    if (isDelivered) deliveries.push({ published, connection, fate: 'delivered', isReplay });
    else if (isPassed(published) || lastSignNs > dueNs)
      deliveries.push({ published, connection, fate: 'lost', isReplay });
    else if (openUntilNs > dueNs) deliveries.push({ published, connection, fate: 'stalled', isReplay });
  }
  return deliveries;
}

/** The events of the window and those that arrived from outside of it, in the order of the log. */
function candidatesOf(
  log: readonly Published[],
  [from, to]: readonly [number, number],
  arrived: ReadonlySet<Published>,
): readonly Published[] {
  const within = log.slice(from, to);
  const [fromIndex, toIndex] = [within[0]?.index ?? Infinity, within.at(-1)?.index ?? -Infinity];
  const outside: Published[] = [];
  for (const published of arrived) {
    const { acknowledged, index } = published;
    if (acknowledged && (index < fromIndex || index > toIndex)) outside.push(published);
  }
  return outside.length === 0 ? within : [...within, ...outside].sort((a, b) => a.index - b.index);
}
