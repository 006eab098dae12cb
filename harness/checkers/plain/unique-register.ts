import { countBelow } from '../general/sorted.ts';
import type { Clash } from './finding.ts';
import type { Scalar } from './scalar.ts';
import type { Touch, ValueCluster } from './value-cluster.ts';

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
export function* decideUniqueRegister(clusters: Iterable<ValueCluster>): Generator<RegisterClash> {
  const zones: Zone[] = [];
  for (const cluster of clusters) {
    const clash = originClash(cluster);
    const zone = zoneOf(cluster);
    if (clash) yield clash;
    else if (zone) zones.push(zone);
  }
  yield* zoneClashes(zones);
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

function* zoneClashes(zones: readonly Zone[]): Generator<RegisterClash> {
  const forward = zones.filter(isForward).sort((a, b) => a.first.completedNs - b.first.completedNs);
  const firstEnds = Float64Array.from(forward, ({ first }) => first.completedNs);
  const furthest = furthestOf(forward);
  for (const [position, zone] of forward.entries()) yield* clashOf(furthest[position - 1], zone);
  for (const zone of zones)
    if (!isForward(zone)) yield* clashOf(furthest[countBelow(firstEnds, zone.last.invokedNs) - 1], zone);
}

const isForward = ({ first, last }: Zone): boolean => first.completedNs < last.invokedNs;

/** For each zone, which of it and those before begins to be read last. */
function furthestOf(forward: readonly Zone[]): Zone[] {
  const furthest: Zone[] = [];
  for (const [position, zone] of forward.entries()) {
    const before = furthest[position - 1];
    furthest.push(before && before.last.invokedNs > zone.last.invokedNs ? before : zone);
  }
  return furthest;
}

/** `older` was known before `newer` was last seen, and clashes if it is seen again after `newer` was known. */
function clashOf(older: Zone | undefined, newer: Zone): RegisterClash[] {
  if (!older || newer.first.completedNs >= older.last.invokedNs) return [];
  const [known, again] = [older.first, older.last];
  const between = [newer.write, newer.first, newer.last].find((touch) => liesBetween(known, touch, again));
  if (between) {
    const lost = newer.cluster.firstRead ? 'stale-read' : 'lost-update';
    return [
      refutation(between.isWrite ? lost : 'flip-flop', { older, newer, touches: [known, between, again] }),
    ];
  }
  const touches = liesBetween(newer.first, again, newer.last)
    ? [newer.first, again, newer.last]
    : [known, newer.first, again, newer.last];
  return [refutation('flip-flop', { older, newer, touches })];
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
