import type { ElementTable, SetElement } from './element-table.ts';
import type { Clash } from './finding.ts';
import type { SetHistory, SetRead } from './set-history.ts';
import { isGone, knownNs, type Sighting } from './sighting.ts';

/** What one grow-only set cannot have shown. */
export interface SetClash extends Clash {
  readonly anomaly: 'duplicate' | 'phantom' | 'read-before-add' | 'lost' | 'stale-read' | 'flip-flop';
  readonly element: SetElement;
  /** The read that shows it, or lacks it. */
  readonly read: SetRead;
  /** How often the read shows it; 0 when it lacks it. */
  readonly times: number;
  /** A later element that the read shows in its place, where only that makes it wrong. */
  readonly rival: SetElement | null;
}

/**
 * Decides exactly, in O(n log n) of the operations and the total size of the reads, whether one set that only grows
 * could have answered all of this, each element at most as often as it was added (docs/algorithms.md 2). The reads must
 * form a chain by inclusion; that orders the reads and the adds between them; and an order is against real time if some
 * operation ended before one that it puts earlier began. Of those pairs, all but two adds are told element by element.
 */
export function* decideGrowOnlySet(history: SetHistory, sightings: Iterable<Sighting>): Generator<SetClash> {
  yield* duplicates(history);
  let isExplained = true;
  for (const sighting of sightings) {
    const clash = elementClash(sighting);
    if (!clash) continue;
    isExplained = false;
    yield clash;
  }
  if (isExplained) yield* orderClashes(history);
}

function* duplicates({ elements, reads }: SetHistory): Generator<SetClash> {
  for (const read of reads) {
    for (const { element: position, times } of read.repeated) {
      const element = elements.at(position);
      if (times > element.attempts)
        yield clashOf('duplicate', { element, read, times, operations: [element.add, read.index] });
    }
  }
}

/** What is wrong with one element, whatever the others do. */
function elementClash(sighting: Sighting): SetClash | null {
  const { element, first, absent } = sighting;
  if (first && element.attempts === 0) {
    const operations = [element.failed, first.index];
    return clashOf('phantom', { element, read: first, times: 1, operations });
  }
  if (first && first.completedNs < element.begunNs) {
    const operations = [first.index, element.add];
    return clashOf('read-before-add', { element, read: first, times: 1, operations });
  }
  if (!absent || absent.invokedNs <= knownNs(sighting)) return null;
  const isAcknowledged = element.acknowledgedNs < absent.invokedNs;
  const operations = [isAcknowledged ? element.acknowledged : (first?.index ?? null), absent.index];
  const clash = { element, read: absent, times: 0, operations };
  if (!isGone(sighting)) return clashOf('stale-read', clash);
  return { ...clashOf('lost', clash), culprits: [element.replica] };
}

/** What is wrong with the order of the reads and adds, where each element alone can be explained. */
function* orderClashes({ elements, reads }: SetHistory): Generator<SetClash> {
  const chain = reads.toSorted((a, b) => a.members.length - b.members.length);
  let isChain = true;
  for (const clash of brokenLinks(elements, chain)) {
    isChain = false;
    yield clash;
  }
  if (isChain) yield* skippedAdds(elements, chain);
}

/** Reads that show an element which the next larger read lacks. */
function* brokenLinks(elements: ElementTable, chain: readonly SetRead[]): Generator<SetClash> {
  const shownBy = new Int32Array(elements.size);
  for (const [at, larger] of chain.entries()) {
    for (const member of larger.members) shownBy[member] = at;
    const smaller = chain[at - 1];
    const lacking = smaller?.members.find((member) => shownBy[member] !== at);
    if (!smaller || lacking === undefined) continue;
    const operations = [smaller.index, larger.index];
    const clash = clashOf('flip-flop', { element: elements.at(lacking), read: larger, times: 0, operations });
    yield { ...clash, culprits: [smaller.replica, larger.replica] };
  }
}

/** Acknowledged adds that a read lacks though it shows an element that was asked for only later. */
function* skippedAdds(elements: ElementTable, chain: readonly SetRead[]): Generator<SetClash> {
  const isPlaced = new Uint8Array(elements.size);
  let latest: Latest | null = null;
  for (const read of chain) {
    const placed = read.members.filter((member) => isPlaced[member] === 0);
    for (const member of placed) {
      isPlaced[member] = 1;
      yield* skipped(elements.at(member), latest);
    }
    for (const member of placed) latest = later(latest, { element: elements.at(member), read });
  }
  for (const [member, placed] of isPlaced.entries())
    if (placed === 0) yield* skipped(elements.at(member), latest);
}

/** The element that was asked for last, and the smallest read that shows it. */
interface Latest {
  readonly element: SetElement;
  readonly read: SetRead;
}

const later = (a: Latest | null, b: Latest): Latest => (a && a.element.begunNs >= b.element.begunNs ? a : b);

function skipped(element: SetElement, latest: Latest | null): SetClash[] {
  if (!latest || element.acknowledgedNs >= latest.element.begunNs) return [];
  const operations = [element.acknowledged, latest.element.add, latest.read.index];
  const clash = clashOf('stale-read', { element, read: latest.read, times: 0, operations });
  return [{ ...clash, rival: latest.element }];
}

interface Told {
  readonly element: SetElement;
  readonly read: SetRead;
  readonly times: number;
  readonly operations: readonly (number | null)[];
}

function clashOf(anomaly: SetClash['anomaly'], { element, read, times, operations }: Told): SetClash {
  return {
    anomaly,
    operations: operations.filter((index) => index !== null),
    culprits: [read.replica],
    element,
    read,
    times,
    rival: null,
  };
}
