import type { RunNs } from '../../time/clock.ts';
import { countUpTo } from '../columns/sorted.ts';
import type { Deliveries } from './deliveries.ts';
import type { Delivery } from './delivery.ts';
import type { Feed } from './feed.ts';
import type { Published } from './published.ts';

/** Where events are lost, and so who loses them. */
export interface LossExplanation {
  /** The pattern in a few words for the message; null when there is none. */
  readonly always: string | null;
  readonly cause: string | null;
  readonly culprits: readonly string[];
}

const PASSED_OVER = 'an id is taken before its event is visible, so a reader passes over it for good';

/** Names the pattern of losses: across replicas only, on streams gone deaf, or of ids passed over. */
export function explainLoss(deliveries: Deliveries, lost: Deliveries): LossExplanation {
  const streamReplicas = lost.names(({ connection }) => [connection.replica]);
  if (lost.every(isAcross)) return explainAcross(deliveries, lost);
  const delivered = deliveredOn(lost.streams(), deliveries);
  const timelines = new Map([...delivered].map(([connection, of]) => [connection, timelineOf(of)]));
  const timelineOn = ({ connection }: Delivery): Timeline => timelines.get(connection) ?? timelineOf([]);
  if (lost.every((delivery) => isDeafFrom(delivery.published, timelineOn(delivery)))) {
    const cause =
      "the stream stays open but is no longer registered: an older connection's close handler removed the newer stream";
    return { always: 'on streams that show nothing any more', cause, culprits: streamReplicas };
  }
  if (lost.every((delivery) => isPassedByConcurrent(delivery.published, timelineOn(delivery)))) {
    return { always: 'always beside a concurrent publish', cause: PASSED_OVER, culprits: streamReplicas };
  }
  return { always: null, cause: null, culprits: streamReplicas };
}

function explainAcross(deliveries: Deliveries, lost: Deliveries): LossExplanation {
  const always = 'always across replicas';
  const publishers = lost.names(({ published }) => [published.replica]);
  const streamers = lost.names(({ connection }) => [connection.replica]);
  const all = [...new Set([...publishers, ...streamers])].sort();
  const inEvery = all.filter((name) => lost.every((delivery) => isBetween(delivery, name)));
  const seen = deliveries.names(({ published, connection }) => [published.replica, connection.replica]);
  if (seen.length > 2 && inEvery.length === 1) {
    const cause = `${inEvery.join()} does not share events with the other replicas (another Redis, or a broken subscription)`;
    return { always, cause, culprits: inEvery };
  }
  const acrossInAll = deliveries.where(isAcross).length;
  const cause =
    2 * lost.length >= acrossInAll ? 'events only reach streams of the replica that published them' : null;
  return { always, cause, culprits: all };
}

const isAcross = ({ published, connection }: Delivery): boolean =>
  published.replica !== null && connection.replica !== null && published.replica !== connection.replica;

const isBetween = ({ published, connection }: Delivery, name: string): boolean =>
  published.replica === name || connection.replica === name;

/** When the events that a connection showed were published. */
interface Timeline {
  /** The begins in ascending order. */
  readonly beginsNs: readonly RunNs[];
  /** The latest end of all that began no later than each. */
  readonly lastEndsNs: readonly RunNs[];
}

/** What was delivered, by stream. */
function deliveredOn(streams: ReadonlySet<Feed>, deliveries: Deliveries): Map<Feed, Published[]> {
  const delivered = new Map([...streams].map((stream): [Feed, Published[]] => [stream, []]));
  for (const { published, connection, fate } of deliveries)
    if (fate === 'delivered') delivered.get(connection)?.push(published);
  return delivered;
}

function timelineOf(delivered: readonly Published[]): Timeline {
  const byBegin = delivered.toSorted((a, b) => a.invokedNs - b.invokedNs);
  let lastEndNs = -Infinity;
  return {
    beginsNs: byBegin.map(({ invokedNs }) => invokedNs),
    lastEndsNs: byBegin.map(({ completedNs }) => (lastEndNs = Math.max(lastEndNs, completedNs))),
  };
}

/** Nothing published later arrived on the connection either. */
const isDeafFrom = ({ completedNs }: Published, { beginsNs }: Timeline): boolean =>
  !((beginsNs.at(-1) ?? -Infinity) > completedNs);

/** An event whose publishing overlaps this one's arrived on the connection. */
const isPassedByConcurrent = (
  { invokedNs, completedNs }: Published,
  { beginsNs, lastEndsNs }: Timeline,
): boolean => (lastEndsNs[countUpTo(beginsNs, completedNs) - 1] ?? -Infinity) >= invokedNs;

/**
 * Names why a resume left events out: nothing replayed of what was there before it, only other replicas' events missing, or
 * a few of many; `lostBy` is why open streams lost events.
 */
export function explainGap(replays: Deliveries, missing: Deliveries, lostBy: string | null): string {
  const gaps = missing.streams();
  const owed = replays.where(({ connection }) => gaps.has(connection));
  if (missing.every(isAcross) && owed.some((delivery) => !isAcross(delivery))) {
    return 'the replay buffer is in process memory: events of other replicas are not in it';
  }
  const before = owed.where(wasThereBefore);
  const sure = before.length === 0 ? owed : before;
  if (sure.every(({ fate }) => fate === 'lost')) return 'the Last-Event-ID is ignored: nothing is replayed';
  const delivered = deliveredOn(gaps, replays);
  const isPassed = ({ published, connection }: Delivery): boolean =>
    isPassedByConcurrent(published, timelineOf(delivered.get(connection) ?? []));
  return lostBy === PASSED_OVER && missing.every(isPassed)
    ? PASSED_OVER
    : 'events published while the client reconnects are dropped between replay and live delivery';
}

/** Published before the stream was asked for: only a replay can show it. */
const wasThereBefore = ({ published, connection: { opening } }: Delivery): boolean =>
  opening !== null && published.completedNs < opening.invokedNs;
