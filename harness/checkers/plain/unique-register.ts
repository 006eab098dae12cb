import type { RunNs } from '../../time/clock.ts';
import { countBelow } from '../columns/sorted.ts';
import { orderOf } from '../rate-limit/intervals.ts';
import type { Clash } from './finding.ts';
import type { Rows } from '../columns/rows.ts';
import type { Scalar } from './scalar.ts';
import type { Touch } from './touch-table.ts';
import type { ValueCluster } from './value-cluster.ts';

/** Values that one register cannot have held as the operations say. */
export interface RegisterClash extends Clash {
  readonly anomaly:
    | 'read-from-nowhere'
    | 'aborted-read'
    | 'future-read'
    | 'stale-read'
    | 'lost-update'
    | 'flip-flop';
  /** The value of the offending read, which for a stale one is the older. */
  readonly value: Scalar;
  /** The value that stands against it; the same where there is none. */
  readonly rival: Scalar;
  /** The read that cannot be. */
  readonly read: Touch;
}

/**
 * Decides exactly, in O(n log n), whether one register could have answered all of this, if every write had its own
 * value (Gibbons and Korach 1997; docs/algorithms.md 1). The operations on one value are its cluster; with f its first
 * end and s its last begin, the register must hold the value from f to s if f < s (a forward zone); else all of the cluster
 * may happen at one instant between s and f (a backward zone). Linearizable if every read's value was written, no read
 * ended before its write began, no two forward zones overlap, and none contains a backward zone. One clash per value.
 */
export function* decideUniqueRegister(clusters: Rows<ValueCluster>): Generator<RegisterClash> {
  // Columns instead of objects, by the place of the cluster; one that has no zone gets the zone of nothing.
  const endsNs = new Float64Array(clusters.length).fill(Infinity);
  const beginsNs = new Float64Array(clusters.length).fill(-Infinity);
  let place = 0;
  for (const cluster of clusters) {
    const clash = originClash(cluster);
    const zone = clash ? null : zoneOf(cluster);
    if (clash) yield clash;
    if (zone) {
      endsNs[place] = zone.first.completedNs;
      beginsNs[place] = zone.last.invokedNs;
    }
    place += 1;
  }
  for (const { older, newer } of disputes(endsNs, beginsNs)) {
    const [one, other] = [zoneAt(clusters, older), zoneAt(clusters, newer)];
    if (one && other) yield clashOf(one, other);
  }
}

/** A cluster's first end and last begin, and the operations they belong to. */
interface Zone {
  readonly cluster: ValueCluster;
  readonly write: Touch;
  readonly first: Touch;
  readonly last: Touch;
}

function originClash({ value, write, failedWrite, firstRead: read }: ValueCluster): RegisterClash | null {
  if (!read) return null;
  const clash = (
    anomaly: RegisterClash['anomaly'],
    operations: readonly (number | null)[],
  ): RegisterClash => ({
    anomaly,
    operations: inOrder(operations),
    culprits: [read.replica],
    value,
    rival: value,
    read,
  });
  if (write)
    return read.completedNs < write.invokedNs ? clash('future-read', [read.index, write.index]) : null;
  return clash(failedWrite === null ? 'read-from-nowhere' : 'aborted-read', [failedWrite, read.index]);
}

/** Null for what constrains nothing: a value nobody read, whose write may never have happened. */
function zoneOf(cluster: ValueCluster): Zone | null {
  const { write, firstRead, lastRead } = cluster;
  if (!write) return null;
  if (!firstRead || !lastRead)
    return Number.isFinite(write.completedNs) ? { cluster, write, first: write, last: write } : null;
  const first = write.completedNs <= firstRead.completedNs ? write : firstRead;
  const last = write.invokedNs >= lastRead.invokedNs ? write : lastRead;
  return { cluster, write, first, last };
}

function zoneAt(clusters: Rows<ValueCluster>, place: number): Zone | null {
  const cluster = clusters.at(place);
  return cluster ? zoneOf(cluster) : null;
}

/** Two zones that clash, by their places. */
interface Rivals {
  readonly older: number;
  readonly newer: number;
}

function* disputes(endsNs: Float64Array, beginsNs: Float64Array): Generator<Rivals> {
  const forward = forwardZones(endsNs, beginsNs);
  const firstEnds = Float64Array.from(forward, (zone) => endsNs[zone] ?? Infinity);
  const furthest = furthestOf(forward, beginsNs);
  const rivalsOf = (older: number | undefined, newer: number, newerNs: RunNs): Rivals[] =>
    older !== undefined && newerNs < (beginsNs[older] ?? -Infinity) ? [{ older, newer }] : [];
  for (const [position, zone] of forward.entries())
    yield* rivalsOf(furthest[position - 1], zone, firstEnds[position] ?? Infinity);
  for (const [zone, endNs] of endsNs.entries()) {
    const beginNs = beginsNs[zone] ?? -Infinity;
    if (endNs >= beginNs) yield* rivalsOf(furthest[countBelow(firstEnds, beginNs) - 1], zone, endNs);
  }
}

/** The places of the forward zones, by their first ends. */
function forwardZones(endsNs: Float64Array, beginsNs: Float64Array): Uint32Array {
  const places = Uint32Array.from(endsNs.keys()).filter(
    (zone) => (endsNs[zone] ?? 0) < (beginsNs[zone] ?? 0),
  );
  return orderOf(Float64Array.from(places, (zone) => endsNs[zone] ?? 0)).map((at) => places[at] ?? 0);
}

/** For each zone, which of it and those before begins to be read last. */
function furthestOf(forward: Uint32Array, beginsNs: Float64Array): Uint32Array {
  const furthest = new Uint32Array(forward.length);
  let last = forward[0] ?? 0;
  for (const [position, zone] of forward.entries()) {
    if ((beginsNs[zone] ?? 0) >= (beginsNs[last] ?? 0)) last = zone;
    furthest[position] = last;
  }
  return furthest;
}

/** `older` was known before `newer` was last seen, and clashes if it is seen again after `newer` was known. */
function clashOf(older: Zone, newer: Zone): RegisterClash {
  const [known, again] = [older.first, older.last];
  const between = [newer.write, newer.first, newer.last].find((touch) => liesBetween(known, touch, again));
  if (between) {
    const lost = newer.cluster.firstRead ? 'stale-read' : 'lost-update';
    return refutation(between.isWrite ? lost : 'flip-flop', {
      older,
      newer,
      touches: [known, between, again],
    });
  }
  const touches = liesBetween(newer.first, again, newer.last)
    ? [newer.first, again, newer.last]
    : [known, newer.first, again, newer.last];
  return refutation('flip-flop', { older, newer, touches });
}

const liesBetween = (before: Touch, touch: Touch, after: Touch): boolean =>
  before.completedNs < touch.invokedNs && touch.completedNs < after.invokedNs;

interface Dispute {
  readonly older: Zone;
  readonly newer: Zone;
  readonly touches: readonly Touch[];
}

/** If the newer value was asked for only once the older was known, its return is wrong; else the reads disagree. */
function refutation(anomaly: RegisterClash['anomaly'], { older, newer, touches }: Dispute): RegisterClash {
  const isNewer = newer.write.invokedNs > older.first.completedNs;
  const reads = touches.filter(({ isWrite }) => !isWrite).filter((touch) => touch !== older.first);
  return {
    anomaly,
    operations: inOrder(touches.map(({ index }) => index)),
    culprits: isNewer ? [older.last.replica] : reads.map(({ replica }) => replica),
    value: older.cluster.value,
    rival: newer.cluster.value,
    read: older.last,
  };
}

function inOrder(indices: readonly (number | null)[]): number[] {
  return indices.filter((index) => index !== null).sort((a, b) => a - b);
}
