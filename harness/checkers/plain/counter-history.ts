import type { RunNs } from '../../time/clock.ts';
import type { Bump, VersionRead, VersionRecord } from '../auth/version-history.ts';
import type { Rows } from '../columns/rows.ts';

/** An add that may have happened; failed ones are none. */
export interface CounterAdd {
  readonly index: number;
  /** A whole number, 0 or more. */
  readonly amount: number;
  readonly invokedNs: RunNs;
  /** Null: never acknowledged. */
  readonly completedNs: RunNs | null;
  /** The counter's value right after it, where the answer says so. */
  readonly total: number | null;
  readonly replica: string | null;
}

/** A read, or the answer of an add that says the new value. */
export interface CounterLook {
  readonly index: number;
  /** The counter's value before the operation and after it; the same for a read. */
  readonly before: number;
  readonly after: number;
  readonly invokedNs: RunNs;
  readonly completedNs: RunNs;
  readonly replica: string | null;
}

/** One counter, from 0. */
export interface CounterHistory {
  readonly adds: Rows<CounterAdd>;
  readonly reads: Rows<CounterLook>;
}

/** The bumps and reads of a version that counts units: the counter, if each add that adds anything adds one unit. */
export function versionRecordOf({ adds, reads }: CounterHistory, unit: number): VersionRecord {
  const bumps: Bump[] = [];
  const looks: VersionRead[] = [];
  const look = ({ index, after, invokedNs, completedNs }: CounterLook): void => {
    looks.push({ kind: 'accept', version: after / unit, index, invokedNs, completedNs });
  };
  for (const read of reads) look(read);
  for (const add of adds) {
    const { index, amount, total, invokedNs, completedNs } = add;
    const told = lookOf(add);
    if (amount > 0)
      bumps.push({ index, version: total === null ? null : total / unit, invokedNs, completedNs });
    else if (told) look(told);
  }
  return { bumps, reads: looks };
}

/** Everything that looked at the counter: the reads, and the adds that were told the new value. */
export function looksOf({ adds, reads }: CounterHistory): Rows<CounterLook> {
  const told = new Uint32Array(adds.length);
  let [count, place] = [0, 0];
  for (const add of adds) {
    if (lookOf(add)) {
      told[count] = place;
      count += 1;
    }
    place += 1;
  }
  return new Looks(reads, adds, told.subarray(0, count));
}

/** The reads, then the adds that were told the new value: made when asked for. */
class Looks implements Rows<CounterLook> {
  readonly #reads: Rows<CounterLook>;
  readonly #adds: Rows<CounterAdd>;
  readonly #told: Uint32Array;

  constructor(reads: Rows<CounterLook>, adds: Rows<CounterAdd>, told: Uint32Array) {
    this.#reads = reads;
    this.#adds = adds;
    this.#told = told;
  }

  get length(): number {
    return this.#reads.length + this.#told.length;
  }

  at(position: number): CounterLook | undefined {
    const place = this.#told[position - this.#reads.length];
    const add = place === undefined ? undefined : this.#adds.at(place);
    return add ? (lookOf(add) ?? undefined) : this.#reads.at(position);
  }

  *[Symbol.iterator](): Generator<CounterLook> {
    yield* this.#reads;
    for (let position = this.#reads.length; position < this.length; position += 1) {
      const look = this.at(position);
      if (look) yield look;
    }
  }
}

function lookOf(add: CounterAdd): CounterLook | null {
  const { index, amount, total, invokedNs, completedNs, replica } = add;
  if (total === null || completedNs === null) return null;
  return { index, before: total - amount, after: total, invokedNs, completedNs, replica };
}
