import type { RunNs } from '../../time/clock.ts';
import { countingClash, matchingClash, windowClash } from './token-version-clash.ts';

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

/**
 * Decides exactly, in O(n log n), whether one version register could have answered all of this (linearizability).
 *
 * Bump k happens at P_k, and P_k has a window: not before a read of k-1 began, not after a read of k, or a
 * refusal of k-1, ended (ALGORITHMS.md 3). A kick's answer has no number, so which kick was bump k is a matching
 * of kicks to windows. Both ends of the windows only grow with k, so each kick fits a contiguous run of them,
 * and any matching can be sorted into an order. By Mendelsohn and Dulmage (1958) one matching serves all windows
 * and all acknowledged kicks if one serves the windows and another serves the kicks; both are greedy (Glover 1967).
 */
export function decideTokenVersion(history: VersionHistory): VersionDecision {
  const clash = countingClash(history) ?? windowClash(history) ?? matchingClash(history);
  return clash === null ? { ok: true } : { ok: false, clash };
}
