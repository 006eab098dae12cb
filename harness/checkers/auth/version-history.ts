import type { RunNs } from '../../time/clock.ts';

/** One kick: the version grows by one at an instant between the two stamps. */
export interface Bump {
  readonly index: number;
  /** The version it made, where that is known (INCR returns it): it is then exactly that one. */
  readonly version?: number | null;
  readonly invokedNs: RunNs;
  /** Null: never acknowledged. It may take effect at any time after its start, or never. */
  readonly completedNs: RunNs | null;
}

/**
 * One look at the version: `accept` and `login` saw exactly `version`; `reject` saw a later one, since a token
 * is used only after it was minted.
 */
export interface VersionRead {
  readonly kind: 'accept' | 'reject' | 'login';
  readonly version: number;
  readonly index: number;
  readonly invokedNs: RunNs;
  readonly completedNs: RunNs;
}

/** What was done to one register, and seen of it. */
export interface VersionRecord {
  readonly bumps: readonly Bump[];
  readonly reads: readonly VersionRead[];
}

/** A record of which the first version is known. */
export interface VersionHistory extends VersionRecord {
  /** The version before the first bump. */
  readonly base: number;
}

/** Two operations that cannot both be, and what that is called. */
export interface Clash {
  readonly diagnosis:
    | 'stale-accept'
    | 'flip-flop'
    | 'spurious-401'
    | 'inversion'
    | 'impossible-read'
    | 'lost-update';
  /** In order of time; a single one when nothing at all could have caused it. */
  readonly operations: readonly number[];
  /** From the end of the first to the start of the second. */
  readonly gapNs: RunNs;
}

export type VersionDecision = { readonly ok: true } | { readonly ok: false; readonly clash: Clash };

/** A clash of two operations, the one that ended first before the other. */
export function between(
  diagnosis: Clash['diagnosis'],
  first: { readonly index: number; readonly completedNs: RunNs | null },
  second: { readonly index: number; readonly invokedNs: RunNs },
): Clash {
  const gapNs = Math.max(0, second.invokedNs - (first.completedNs ?? second.invokedNs));
  return { diagnosis, operations: [first.index, second.index], gapNs };
}
