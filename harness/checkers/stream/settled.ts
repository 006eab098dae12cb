import { compareEventIds } from './event-id.ts';
import type { Feed } from './feed.ts';
import type { Published, PublishedLog } from './published.ts';

/** Events with their proper intervals; and two whose ids are against the order in which they were published, if any are. */
export interface SettledLog extends PublishedLog {
  readonly misnumbered: Misnumbered | null;
}

/** One event was published before the other began to be, and has the higher id. */
export interface Misnumbered {
  readonly earlier: Published;
  readonly later: Published;
}

/**
 * Published events with what the streams prove of them: what was shown was published, before it was shown, whether or
 * not its publisher got an answer; what was published more than once has no one place; and ids order events only where
 * all that were shown have ids of one form.
 */
export function settle({ published, places }: PublishedLog, connections: readonly Feed[]): SettledLog {
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
  if (idsOrder) return { places, ...tightened(settled) };
  return { published: settled.map((event) => ({ ...event, order: null })), places, misnumbered: null };
}

/** Events that were published no earlier than any with a lower id, and no later than any with a higher one. */
function tightened(events: readonly Published[]): Pick<SettledLog, 'published' | 'misnumbered'> {
  const byId = [...events.keys()]
    .filter((at) => events[at]?.order)
    .sort((a, b) => compareEventIds(events[a]?.order ?? [], events[b]?.order ?? []) ?? 0);
  const beginsNs = Float64Array.from(events, ({ invokedNs }) => invokedNs);
  const endsNs = Float64Array.from(events, ({ completedNs }) => completedNs);
  let beginNs = -Infinity;
  for (const at of byId) beginsNs[at] = beginNs = Math.max(beginNs, beginsNs[at] ?? beginNs);
  let endNs = Infinity;
  for (const at of byId.toReversed()) endsNs[at] = endNs = Math.min(endNs, endsNs[at] ?? endNs);
  const isMisplaced = (at: number): boolean => (beginsNs[at] ?? 0) > (endsNs[at] ?? 0);
  const published = events.map((event, at) => {
    const [invokedNs, completedNs] = [beginsNs[at] ?? event.invokedNs, endsNs[at] ?? event.completedNs];
    const isTighter = invokedNs > event.invokedNs || completedNs < event.completedNs;
    // Ids against the order of time leave no instant: then the events are told apart as they are.
    return isTighter && !isMisplaced(at) ? { ...event, invokedNs, completedNs } : event;
  });
  const misplaced = byId.findIndex(isMisplaced);
  if (misplaced < 0) return { published, misnumbered: null };
  const inOrder = byId.flatMap((at) => events[at] ?? []);
  const later = inOrder.slice(0, misplaced + 1).reduce((a, b) => (b.invokedNs > a.invokedNs ? b : a));
  const earlier = inOrder.slice(misplaced).reduce((a, b) => (b.completedNs < a.completedNs ? b : a));
  return { published, misnumbered: { earlier, later } };
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
