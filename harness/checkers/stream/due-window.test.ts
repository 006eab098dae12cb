import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Due, dueWindowOf } from './due-window.ts';
import { compareEventIds, type EventId, parseEventId } from './event-id.ts';
import type { Published } from './published.ts';

const logged = (invokedNs: number, completedNs: number, id: string | null): Published => ({
  index: 0,
  payload: '',
  toldId: id,
  order: parseEventId(id),
  invokedNs,
  firstInvokedNs: invokedNs,
  completedNs,
  acknowledged: true,
  replica: null,
  copies: 1,
});

const id = fc.option(
  fc.oneof(
    fc.nat(6).map(String),
    fc.nat(6).map((n) => `1-${n}`),
  ),
);
const log = fc.array(
  fc.tuple(fc.nat(9), fc.nat(3), id).map(([at, took, name]) => logged(at, at + took, name)),
  { maxLength: 8 },
);
const bound = fc.oneof(fc.nat(12), fc.constantFrom(-Infinity, Infinity));
const order = id.map(parseEventId);
const due = fc.record({
  fromNs: bound,
  afterId: order,
  untilNs: bound,
  beforeIds: fc.array(order, { maxLength: 2 }),
});

const isBefore = (a: EventId | null, b: EventId | null): boolean =>
  a !== null && b !== null && (compareEventIds(a, b) ?? 0) < 0;
const isStarted = ({ fromNs, afterId }: Due, event: Published): boolean =>
  event.completedNs >= fromNs || isBefore(afterId, event.order);
const isDue = ({ untilNs, beforeIds }: Due, event: Published): boolean =>
  event.invokedNs < untilNs || beforeIds.some((before) => isBefore(event.order, before));

test('no event outside of the window is owed and due', () => {
  fc.assert(
    fc.property(log, due, (events, bounds) => {
      const [from, to] = dueWindowOf(events)(bounds);
      const outside = events.filter((_, at) => at < from || at >= to);
      expect(outside.filter((event) => isStarted(bounds, event) && isDue(bounds, event))).toEqual([]);
    }),
    { numRuns: 20_000 },
  );
});

test('the window of a log in order is the events that are owed and due, and no more', () => {
  const events = Array.from({ length: 10 }, (_, at) => logged(10 * at, 10 * at + 5, `1-${at}`));
  const none = { fromNs: Infinity, afterId: null, untilNs: -Infinity, beforeIds: [null] };
  const windowOf = (bounds: Partial<Due>) => dueWindowOf(events)({ ...none, ...bounds });
  expect(windowOf({ fromNs: 25, untilNs: 70 })).toEqual([2, 7]);
  expect(windowOf({ fromNs: 26, untilNs: 71 })).toEqual([3, 8]);
  expect(windowOf({ afterId: parseEventId('1-2'), beforeIds: [null, parseEventId('1-7')] })).toEqual([3, 7]);
  expect(windowOf({})).toEqual([10, 0]);
});
