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

/** All calls that carried one payload. */
interface Copies {
  /** The first that was acknowledged, or else the first. */
  call: Publication;
  firstInvokedNs: RunNs;
  copies: number;
}

/** The events that the calls published, in order of the first call of each, placed by what the streams show of them. */
export function publishedOf(calls: readonly Publication[], streams: readonly Feed[]): Published[] {
  const byPayload = new Map<string, Copies>();
  for (const call of calls) {
    const known = byPayload.get(call.payload);
    if (!known) {
      byPayload.set(call.payload, { call, firstInvokedNs: call.invokedNs, copies: 1 });
      continue;
    }
    if (call.acknowledged && !known.call.acknowledged) known.call = call;
    known.firstInvokedNs = Math.min(known.firstInvokedNs, call.invokedNs);
    known.copies += 1;
  }
  const events = [...byPayload.values()];
  const shownIds = shownIdsOf(events, streams);
  return events.map(({ call, firstInvokedNs, copies }) => ({
    index: call.index,
    payload: call.payload,
    toldId: call.toldId,
    order: parseEventId(call.toldId ?? shownIds.get(call.payload) ?? null),
    invokedNs: call.invokedNs,
    firstInvokedNs,
    completedNs: call.acknowledged ? call.completedNs : Infinity,
    acknowledged: call.acknowledged && copies === 1,
    replica: call.replica,
    copies,
  }));
}

/** The ids by which the streams first showed the events whose publisher was told none. */
function shownIdsOf(events: readonly Copies[], streams: readonly Feed[]): Map<string, string | null> {
  const untold = new Set(events.flatMap(({ call }) => (call.toldId === null ? call.payload : [])));
  const ids = new Map<string, string | null>();
  for (const { events: arrivals } of streams) {
    for (const { payload, id } of arrivals) {
      if (payload !== null && untold.delete(payload)) ids.set(payload, id);
    }
  }
  return ids;
}

/** What tells which published event an arrival shows. */
export interface PublishedIndex {
  readonly byPayload: ReadonlyMap<string, Published>;
  /** By the id that the publisher was told, where no other event was told the same. */
  readonly byToldId: ReadonlyMap<string, Published>;
}

/** Indexes published events by their data and by the ids that name one of them only. */
export function indexOf(published: readonly Published[]): PublishedIndex {
  const byPayload = new Map<string, Published>();
  const byToldId = new Map<string, Published>();
  const ambiguous = new Set<string>();
  for (const event of published) {
    byPayload.set(event.payload, event);
    if (event.toldId === null) continue;
    if (byToldId.has(event.toldId)) ambiguous.add(event.toldId);
    byToldId.set(event.toldId, event);
  }
  for (const id of ambiguous) byToldId.delete(id);
  return { byPayload, byToldId };
}

/**
 * The published event that an arrival shows, undefined when it is none of the user's: by its data, or, when nobody
 * published such data, by its id (the data was altered on its way).
 */
export const shownBy = (
  { byPayload, byToldId }: PublishedIndex,
  { payload, id }: Arrival,
): Published | undefined =>
  (payload === null ? undefined : byPayload.get(payload)) ?? (id === null ? undefined : byToldId.get(id));

/** Whether one event surely precedes another: by its id where both ids order, or by the order of the publish calls. */
export function precedes(a: Published, b: Published, idsCount: boolean): boolean {
  if (a.completedNs < b.invokedNs) return true;
  const order = idsCount && a.order && b.order ? compareEventIds(a.order, b.order) : null;
  return order !== null && order < 0;
}
