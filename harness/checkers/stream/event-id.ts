/** The parts of an event id that is an integer (`17`) or a pair of them (`1700000000000-3`). */
export type EventId = readonly bigint[];

/** Reads an id as numbers that order it; null when it has another form, and so no order of its own. */
export function parseEventId(id: string | null): EventId | null {
  if (id === null || !/^\d{1,40}(-\d{1,40})?$/.test(id)) return null;
  return id.split('-').map(BigInt);
}

/** Negative, zero or positive as a is before, equal to or after b; null when the two have different forms. */
export function compareEventIds(a: EventId, b: EventId): number | null {
  if (a.length !== b.length) return null;
  for (let at = 0; at < a.length; at += 1) {
    const [part, other] = [a[at] ?? 0n, b[at] ?? 0n];
    if (part !== other) return part < other ? -1 : 1;
  }
  return 0;
}
