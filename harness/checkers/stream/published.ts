import type { RunNs } from '../../time/clock.ts';
import { compareEventIds, type EventId, parseEventId } from './event-id.ts';
import type { Arrival, Feed } from './feed.ts';

/** An event that was, or may have been, published. */
export interface Published {
  /** The call that published it. */
  readonly index: number;
  readonly payload: string;
  /** The id by which the publisher was told of it; null when its answer is missing. */
  readonly toldId: string | null;
  /** Its place in the order of ids, by the publisher's word or by the first stream that showed it. */
  readonly order: EventId | null;
  readonly invokedNs: RunNs;
  /** When the first call that carried it began. */
  readonly firstInvokedNs: RunNs;
  /** Infinity unless the publishing was acknowledged. */
  readonly completedNs: RunNs;
  readonly acknowledged: boolean;
  readonly replica: string | null;
  /** How many publish calls carried this payload: more than one may arrive as often, and have no one place. */
  readonly copies: number;
}

/** One call that published an event, or may have. */
export interface Publication {
  readonly index: number;
  readonly payload: string;
  readonly toldId: string | null;
  readonly invokedNs: RunNs;
  readonly completedNs: RunNs;
  readonly acknowledged: boolean;
  readonly replica: string | null;
}

/** Events, and where each stands by its data: of which there may be a million, so that it is indexed once. */
export interface PublishedLog {
  readonly published: readonly Published[];
  readonly places: ReadonlyMap<string, number>;
}

/** The events that the calls published, in order of the first call of each, placed by what the streams show of them. */
export function publishedOf(calls: readonly Publication[], streams: readonly Feed[]): PublishedLog {
  const places = new Map<string, number>();
  /** Of each event the first call that was acknowledged, or else the first. */
  const chosen: Publication[] = [];
  const firstsNs: RunNs[] = [];
  const copies: number[] = [];
  for (const call of calls) {
    const place = places.get(call.payload);
    const known = place === undefined ? undefined : chosen[place];
    if (place === undefined || !known) {
      places.set(call.payload, chosen.push(call) - 1);
      firstsNs.push(call.invokedNs);
      copies.push(1);
      continue;
    }
    if (call.acknowledged && !known.acknowledged) chosen[place] = call;
    firstsNs[place] = Math.min(firstsNs[place] ?? Infinity, call.invokedNs);
    copies[place] = (copies[place] ?? 0) + 1;
  }
  const shownIds = shownIdsOf(chosen, streams);
  const published = chosen.map((call, place): Published => ({
    index: call.index,
    payload: call.payload,
    toldId: call.toldId,
    order: parseEventId(call.toldId ?? shownIds.get(call.payload) ?? null),
    invokedNs: call.invokedNs,
    firstInvokedNs: firstsNs[place] ?? call.invokedNs,
    completedNs: call.acknowledged ? call.completedNs : Infinity,
    acknowledged: call.acknowledged && copies[place] === 1,
    replica: call.replica,
    copies: copies[place] ?? 1,
  }));
  return { published, places };
}

/** The ids by which the streams first showed the events whose publisher was told none. */
function shownIdsOf(events: readonly Publication[], streams: readonly Feed[]): Map<string, string | null> {
  const ids = new Map<string, string | null>();
  const untold = new Set<string>();
  for (const { toldId, payload } of events) if (toldId === null) untold.add(payload);
  if (untold.size === 0) return ids;
  for (const { events: arrivals } of streams) {
    for (const { payload, id } of arrivals) {
      if (payload !== null && untold.delete(payload)) ids.set(payload, id);
    }
  }
  return ids;
}

/** What tells which published event an arrival shows. */
export interface PublishedIndex extends PublishedLog {
  /** Places by the id that the publisher was told, where no other event was told the same; made when first asked for. */
  readonly byToldId: () => ReadonlyMap<string, number>;
}

/** Indexes published events by the ids that name one of them only, too. */
export function indexOf({ published, places }: PublishedLog): PublishedIndex {
  let byToldId: ReadonlyMap<string, number> | null = null;
  return { published, places, byToldId: () => (byToldId ??= byToldIds(published)) };
}

function byToldIds(published: readonly Published[]): Map<string, number> {
  const byToldId = new Map<string, number>();
  const ambiguous = new Set<string>();
  for (const [place, { toldId }] of published.entries()) {
    if (toldId === null) continue;
    if (byToldId.has(toldId)) ambiguous.add(toldId);
    byToldId.set(toldId, place);
  }
  for (const id of ambiguous) byToldId.delete(id);
  return byToldId;
}

/**
 * The place of the published event that an arrival shows, undefined when it is none of the user's: by its data, or, when
 * nobody published such data, by its id (the data was altered on its way).
 */
export const placeShownBy = (
  { places, byToldId }: PublishedIndex,
  { payload, id }: Arrival,
): number | undefined =>
  (payload === null ? undefined : places.get(payload)) ?? (id === null ? undefined : byToldId().get(id));

/** The published event that an arrival shows. */
export function shownBy(index: PublishedIndex, arrival: Arrival): Published | undefined {
  const place = placeShownBy(index, arrival);
  return place === undefined ? undefined : index.published[place];
}

/** Whether one event surely precedes another: by its id where both ids order, or by the order of the publish calls. */
export function precedes(a: Published, b: Published, idsCount: boolean): boolean {
  if (a.completedNs < b.invokedNs) return true;
  const order = idsCount && a.order && b.order ? compareEventIds(a.order, b.order) : null;
  return order !== null && order < 0;
}
