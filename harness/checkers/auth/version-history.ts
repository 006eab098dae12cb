import type { RunNs } from '../../time/clock.ts';

/** One kick: the version grows by one at an instant between the two stamps. */
export interface Bump {
  readonly index: number;
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

export interface VersionHistory {
  /** The version before the first bump. */
  readonly base: number;
  readonly bumps: readonly Bump[];
  readonly reads: readonly VersionRead[];
}

/** Two operations that cannot both be, and what that is called. */
export interface Clash {
  readonly diagnosis: 'stale-accept' | 'flip-flop' | 'spurious-401' | 'inversion' | 'impossible-read';
  /** In order of time; a single one when nothing at all could have caused it. */
  readonly operations: readonly number[];
  /** From the end of the first to the start of the second. */
  readonly gapNs: RunNs;
}

export type VersionDecision = { readonly ok: true } | { readonly ok: false; readonly clash: Clash };
