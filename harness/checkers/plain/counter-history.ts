import type { RunNs } from '../../time/clock.ts';
import type { Bump, VersionRecord } from '../auth/version-history.ts';

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
  readonly adds: readonly CounterAdd[];
  readonly reads: readonly CounterLook[];
}

/** The bumps and reads of a version that counts units: the counter, if each add that adds anything adds one unit. */
export function versionRecordOf({ adds, reads }: CounterHistory, unit: number): VersionRecord {
  const idle = adds.filter(({ amount }) => amount === 0);
  const bumps = adds.filter(({ amount }) => amount > 0);
  return {
    bumps: bumps.some(({ total }) => total !== null) ? bumps.map((add) => numbered(add, unit)) : bumps,
    reads: looksOf({ adds: idle, reads }).map(({ index, after, invokedNs, completedNs }) => {
      return { kind: 'accept', version: after / unit, index, invokedNs, completedNs };
    }),
  };
}

function numbered({ index, total, invokedNs, completedNs }: CounterAdd, unit: number): Bump {
  return { index, version: total === null ? null : total / unit, invokedNs, completedNs };
}

/** Everything that looked at the counter: the reads, and the adds that were told the new value. */
export function looksOf({ adds, reads }: CounterHistory): CounterLook[] {
  const told = adds.flatMap(({ index, amount, total, invokedNs, completedNs, replica }): CounterLook[] => {
    if (total === null || completedNs === null) return [];
    return [{ index, before: total - amount, after: total, invokedNs, completedNs, replica }];
  });
  return [...reads, ...told];
}
