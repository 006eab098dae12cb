import type { RunNs } from '../../time/clock.ts';
import { compareEventIds, type EventId } from './event-id.ts';
import type { Published } from './published.ts';

/** What a stream may owe at all. */
export interface Due {
  /** Only events that completed at this time or later, */
  readonly fromNs: RunNs;
  /** or whose id comes after this one; */
  readonly afterId: EventId | null;
  /** and of these only events that began before this time, */
  readonly untilNs: RunNs;
  /** or whose id comes before one of these. */
  readonly beforeIds: readonly (EventId | null)[];
}

/** The place in the log of the first event that a stream may owe, and the place after the last. */
export type DueWindow = (due: Due) => readonly [number, number];

/** Bounds of all events up to each and from each on, so that a stream need not be held against the whole log. */
export function dueWindowOf(log: readonly Published[]): DueWindow {
  const backwards = log.toReversed();
  const lastEndsNs = running(log, ({ completedNs }) => completedNs, Math.max);
  const highestIds = running(log, ({ order }) => order, later);
  const firstBeginsNs = running(backwards, ({ invokedNs }) => invokedNs, Math.min).toReversed();
  const lowestIds = running(backwards, ({ order }) => order, earlier).toReversed();
  return ({ fromNs, afterId, untilNs, beforeIds }) => [
    placeOf(log.length, (at) => (lastEndsNs[at] ?? 0) >= fromNs || isBefore(afterId, highestIds[at])),
    placeOf(
      log.length,
      (at) => (firstBeginsNs[at] ?? 0) >= untilNs && !beforeIds.some((id) => isBefore(lowestIds[at], id)),
    ),
  ];
}

function running<Value>(
  log: readonly Published[],
  of: (event: Published) => Value,
  keep: (kept: Value, value: Value) => Value,
): Value[] {
  const kept: Value[] = [];
  for (const event of log) {
    const before = kept.at(-1);
    kept.push(before === undefined ? of(event) : keep(before, of(event)));
  }
  return kept;
}

/** The first place for which it holds, given that it holds for all after it. */
function placeOf(length: number, holds: (at: number) => boolean): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

const later = (a: EventId | null, b: EventId | null): EventId | null => (a && !isBefore(a, b) ? a : b);
const earlier = (a: EventId | null, b: EventId | null): EventId | null => (a && !isBefore(b, a) ? a : b);

/** Whether both are ids and one is less; ids of different forms, which have no order, are told apart by their form. */
const isBefore = (a: EventId | null | undefined, b: EventId | null | undefined): boolean =>
  a !== null &&
  a !== undefined &&
  b !== null &&
  b !== undefined &&
  (compareEventIds(a, b) ?? a.length - b.length) < 0;
