import type { RunNs } from '../../time/clock.ts';

/** What was seen of a name from one opening to the next. */
export interface Life<Opening, Seen> {
  /** Null when the name was never opened. */
  readonly opening: Opening | null;
  readonly seen: readonly Seen[];
}

/**
 * Shares what was seen of one name, in order of time, among its openings: a name opened again is another stream from then
 * on, and what came before the first opening belongs to it.
 */
export function livesOf<Opening extends { readonly invokedNs: RunNs }, Seen>(
  openings: readonly Opening[],
  seen: readonly Seen[],
  atNs: (one: Seen) => RunNs,
): Life<Opening, Seen>[] {
  if (openings.length === 0) return [{ opening: null, seen }];
  const byStart = openings.toSorted((a, b) => a.invokedNs - b.invokedNs);
  let taken = 0;
  return byStart.map((opening, at) => {
    const untilNs = byStart[at + 1]?.invokedNs ?? Infinity;
    const from = taken;
    for (let next = seen[taken]; next !== undefined && atNs(next) < untilNs; next = seen[taken]) taken += 1;
    return { opening, seen: seen.slice(from, taken) };
  });
}
