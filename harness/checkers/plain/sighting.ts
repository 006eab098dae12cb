import type { RunNs } from '../../time/clock.ts';
import type { SetElement } from './element-table.ts';
import type { SetHistory, SetRead } from './set-history.ts';

/** What the reads say of one element. */
export interface Sighting {
  readonly element: SetElement;
  /** The read that ends first of those that show it. */
  readonly first: SetRead | null;
  /** When the last of those ended; -Infinity if none shows it. */
  readonly lastEndNs: RunNs;
  /** The read that begins last of those that lack it. */
  readonly absent: SetRead | null;
}

/** When an element was in the set for certain: acknowledged, or seen; Infinity if never. */
export const knownNs = ({ element, first }: Sighting): RunNs =>
  Math.min(element.acknowledgedNs, first?.completedNs ?? Infinity);

/** Whether a read lacks it that began after all that show it had ended: it is gone. */
export const isGone = ({ lastEndNs, absent }: Sighting): boolean =>
  (absent?.invokedNs ?? -Infinity) > lastEndNs;

/**
 * The sightings of all elements, in their order, made as they are asked for; O(elements + total size of the reads), and
 * the sorting of the reads.
 */
export function sightingsOf(history: SetHistory): Iterable<Sighting> {
  const { elements, reads } = history;
  const first = new Int32Array(elements.size).fill(NONE);
  const lastEndNs = new Float64Array(elements.size).fill(-Infinity);
  const byEnd = reads.toSorted((a, b) => a.completedNs - b.completedNs);
  for (const [at, read] of byEnd.entries()) {
    for (const member of read.members) {
      if (first[member] === NONE) first[member] = at;
      lastEndNs[member] = read.completedNs;
    }
  }
  const absent = absencesOf(history);
  return {
    *[Symbol.iterator]() {
      for (let position = 0; position < elements.size; position += 1) {
        yield {
          element: elements.at(position),
          first: byEnd[first[position] ?? NONE] ?? null,
          lastEndNs: lastEndNs[position] ?? -Infinity,
          absent: absent[position] ?? null,
        };
      }
    },
  };
}

const NONE = -1;

/**
 * For each element the read that begins last of those that lack it. From the last read to the first: an element the read
 * lacks is done with, one it shows is looked for in the read before, so that no read costs more than it shows.
 */
function absencesOf({ elements, reads }: SetHistory): (SetRead | undefined)[] {
  const absent: (SetRead | undefined)[] = Array.from({ length: elements.size }, () => undefined);
  const shownBy = new Int32Array(elements.size).fill(NONE);
  const open = new Int32Array(elements.size);
  for (let position = 0; position < open.length; position += 1) open[position] = position;
  let count = open.length;
  const fromLast = reads.toSorted((a, b) => b.invokedNs - a.invokedNs);
  for (const [at, read] of fromLast.entries()) {
    for (const member of read.members) shownBy[member] = at;
    let kept = 0;
    for (const position of open.subarray(0, count)) {
      if (shownBy[position] === at) {
        open[kept] = position;
        kept += 1;
      } else absent[position] = read;
    }
    count = kept;
  }
  return absent;
}
