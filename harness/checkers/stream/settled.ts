import { compareEventIds } from './event-id.ts';
import type { Feed } from './feed.ts';
import type { Published, PublishedLog } from './published.ts';

/**
 * Published events with what the streams prove of them: what was shown was published, before it was shown, whether or
 * not its publisher got an answer; what was published more than once has no one place; and ids order events only where
 * all that were shown have ids of one form.
 */
export function settle({ published, places }: PublishedLog, connections: readonly Feed[]): PublishedLog {
  const shownNs = firstShownNs(places, connections);
  const settled = published.map((event, place): Published => {
    if (event.copies > 1) {
      return { ...event, order: null, invokedNs: event.firstInvokedNs, completedNs: Infinity };
    }
    const atNs = shownNs[place] ?? Infinity;
    if (event.acknowledged || atNs === Infinity) return event;
    return { ...event, acknowledged: true, completedNs: Math.max(event.invokedNs, atNs) };
  });
  const forms = new Set<number>();
  for (const [place, { copies, order }] of settled.entries())
    if (copies === 1 && shownNs[place] !== Infinity) forms.add(order?.length ?? 0);
  const idsOrder = forms.size === 1 && !forms.has(0);
  return {
    published: idsOrder ? tightened(settled) : settled.map((event) => ({ ...event, order: null })),
    places,
  };
}

/** Events that were published no earlier than any with a lower id, and no later than any with a higher one. */
function tightened(events: readonly Published[]): Published[] {
  const byId = [...events.keys()]
    .filter((at) => events[at]?.order)
    .sort((a, b) => compareEventIds(events[a]?.order ?? [], events[b]?.order ?? []) ?? 0);
  const beginsNs = Float64Array.from(events, ({ invokedNs }) => invokedNs);
  const endsNs = Float64Array.from(events, ({ completedNs }) => completedNs);
  let beginNs = -Infinity;
  for (const at of byId) beginsNs[at] = beginNs = Math.max(beginNs, beginsNs[at] ?? beginNs);
  let endNs = Infinity;
  for (const at of byId.toReversed()) endsNs[at] = endNs = Math.min(endNs, endsNs[at] ?? endNs);
  return events.map((event, at) => {
    const [invokedNs, completedNs] = [beginsNs[at] ?? event.invokedNs, endsNs[at] ?? event.completedNs];
    // Ids against the order of time leave no instant: then the events are told apart as they are.
    const isPossible = invokedNs <= completedNs;
    const isTighter = invokedNs > event.invokedNs || completedNs < event.completedNs;
    return isPossible && isTighter ? { ...event, invokedNs, completedNs } : event;
  });
}

/** When each event was first shown, by its place; Infinity if never. */
function firstShownNs(places: ReadonlyMap<string, number>, connections: readonly Feed[]): Float64Array {
  const shownNs = new Float64Array(places.size).fill(Infinity);
  for (const { events } of connections) {
    for (const { payload, atNs } of events) {
      const place = payload === null ? undefined : places.get(payload);
      if (place !== undefined) shownNs[place] = Math.min(shownNs[place] ?? Infinity, atNs);
    }
  }
  return shownNs;
}
