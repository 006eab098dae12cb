import type { VersionRead, VersionRecord } from '../auth/version-history.ts';

/** Where the slots start: the bump of slot k makes the version `version + k - open`. */
export interface Origin {
  readonly version: number;
  /** How many slots before that version need not be filled: one for each bump, if the first version is unknown. */
  readonly open: number;
}

/**
 * When the bump of slot k must have happened, if it is filled, as it must be from `open + 1` to `count`; both ends only
 * grow with k. There are slots for all bumps, after the last that must be filled too. Columns instead of objects: each read
 * bounds a slot. A witness is the position of a read or, past all reads, that of a bump.
 */
export interface VersionWindows {
  readonly open: number;
  /** The last slot that is known to be filled. */
  readonly count: number;
  readonly lowerNs: Float64Array;
  readonly upperNs: Float64Array;
  readonly lowerBy: Int32Array;
  readonly upperBy: Int32Array;
  /** 1 where a bump that knows its version fills the slot. */
  readonly taken: Uint8Array;
}

/** No witness: nothing bounds this end. */
const NOBODY = -1;

/**
 * The windows that reads and numbered bumps leave to each slot; null when a version cannot be (not whole, before the
 * first, more than there are bumps), or when two bumps made the same one. O(n), with no allocation for an operation.
 */
export function versionWindows(record: VersionRecord, origin: Origin): VersionWindows | null {
  const most = origin.open + record.bumps.length;
  const columns = {
    lowerNs: new Float64Array(most + 2).fill(-Infinity),
    upperNs: new Float64Array(most + 2).fill(Infinity),
    lowerBy: new Int32Array(most + 2).fill(NOBODY),
    upperBy: new Int32Array(most + 2).fill(NOBODY),
    taken: new Uint8Array(most + 2),
  };
  const read = boundByReads(columns, record, origin);
  const made = boundByBumps(columns, record, origin);
  if (read === null || made === null) return null;
  const count = Math.max(origin.open, read, made);
  spread(columns, count);
  return { open: origin.open, count, ...columns };
}

type Columns = Omit<VersionWindows, 'open' | 'count'>;

/** The last slot that the reads prove; null when one of them cannot be. */
function boundByReads(columns: Columns, { bumps, reads }: VersionRecord, origin: Origin): number | null {
  const { lowerNs, lowerBy, upperNs, upperBy } = columns;
  const most = origin.open + bumps.length;
  let count = 0;
  let position = 0;
  for (const read of reads) {
    const slot = read.version - origin.version + origin.open;
    if (read.kind === 'reject') {
      const next = Math.floor(slot) + 1;
      if (!(next <= most)) return null;
      if (next > count) count = next;
      if (next > 0) lower(upperNs, upperBy, next, read.completedNs, position);
    } else {
      if (!isSlot(slot, most)) return null;
      if (slot > count) count = slot;
      lower(upperNs, upperBy, slot, read.completedNs, position);
      raise(lowerNs, lowerBy, slot + 1, read.invokedNs, position);
    }
    position += 1;
  }
  return count;
}

/** The last slot that a bump is known to fill; null when one of them cannot be where it says. */
function boundByBumps(columns: Columns, { bumps, reads }: VersionRecord, origin: Origin): number | null {
  const { lowerNs, lowerBy, upperNs, upperBy, taken } = columns;
  const most = origin.open + bumps.length;
  let count = 0;
  let position = reads.length;
  for (const { version = null, invokedNs, completedNs } of bumps) {
    if (version !== null) {
      const slot = version - origin.version + origin.open;
      if (!isSlot(slot, most) || slot === 0 || taken[slot] === 1) return null;
      taken[slot] = 1;
      if (slot > count) count = slot;
      raise(lowerNs, lowerBy, slot, invokedNs, position);
      if (completedNs !== null) lower(upperNs, upperBy, slot, completedNs, position);
    }
    position += 1;
  }
  return count;
}

/** Whole and small enough in one comparison: fractions, NaN and what is out of range change under `| 0`. */
const isSlot = (slot: number, most: number): boolean => (slot | 0) === slot && slot >= 0 && slot <= most;

/** A bump is not before an earlier one, nor after a later one. */
function spread({ lowerNs, lowerBy, upperNs, upperBy }: Columns, count: number): void {
  for (let k = 1; k < lowerNs.length; k += 1)
    raise(lowerNs, lowerBy, k, lowerNs[k - 1] ?? -Infinity, lowerBy[k - 1] ?? NOBODY);
  for (let k = count; k > 0; k -= 1)
    lower(upperNs, upperBy, k, upperNs[k + 1] ?? Infinity, upperBy[k + 1] ?? NOBODY);
}

function raise(bounds: Float64Array, by: Int32Array, slot: number, ns: number, witness: number): void {
  if (ns <= (bounds[slot] ?? Infinity)) return;
  bounds[slot] = ns;
  by[slot] = witness;
}

function lower(bounds: Float64Array, by: Int32Array, slot: number, ns: number, witness: number): void {
  if (ns >= (bounds[slot] ?? -Infinity)) return;
  bounds[slot] = ns;
  by[slot] = witness;
}

/** Who set a bound: a read, or a bump that knows its version. */
export interface Witness {
  readonly kind: VersionRead['kind'] | 'bump';
  readonly index: number;
  readonly invokedNs: number;
  /** Infinity for a bump without an answer. */
  readonly completedNs: number;
}

/** Finds a witness by its position; null for nobody. */
export function witnessAt({ bumps, reads }: VersionRecord, position: number | undefined): Witness | null {
  if (position === undefined || position === NOBODY) return null;
  const read = reads[position];
  if (read) return read;
  const bump = bumps[position - reads.length];
  return bump
    ? {
        kind: 'bump',
        index: bump.index,
        invokedNs: bump.invokedNs,
        completedNs: bump.completedNs ?? Infinity,
      }
    : null;
}
