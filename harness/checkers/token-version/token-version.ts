import assert from 'node:assert/strict';
import { lostUpdate, matchingClash, windowClash } from './token-version-clash.ts';
import { countingClash } from './version-counts.ts';
import type { Clash, VersionDecision, VersionHistory, VersionRecord } from '../auth/version-history.ts';
import { versionWindows } from './version-windows.ts';
import type { Origin } from './version-windows.ts';

/**
 * Decides exactly, in O(n log n), whether one version register could have answered all of this (linearizability).
 *
 * Bump k happens at P_k, and P_k has a window: not before a read of k-1 began, not after a read of k, or a
 * refusal of k-1, ended (docs/algorithms.md 3). A bump that returned its number narrows the window of that number to
 * its own interval, and takes it. Which of the others was bump k is a matching of bumps to the windows left. Both ends
 * of the windows only grow with k, so each bump fits a contiguous run of them, and any matching can be sorted into an
 * order. By Mendelsohn and Dulmage (1958) one matching serves all windows and all acknowledged bumps if one serves
 * the windows and another serves the bumps; both are greedy (Glover 1967). What is best told is looked for only when
 * none does.
 */
export function decideTokenVersion(history: VersionHistory): VersionDecision {
  const refuted = refutation(history, { version: history.base, open: 0 });
  if (refuted === null) return { ok: true };
  const clash = lostUpdate(history) ?? countingClash(history) ?? refuted.clash;
  assert(clash !== null, 'a version that cannot be clashes with the number of bumps');
  return { ok: false, clash };
}

/** Why no order of the bumps explains the reads, without a clash when a version alone tells; null when one does. */
export function refutation(record: VersionRecord, origin: Origin): { readonly clash: Clash | null } | null {
  const windows = versionWindows(record, origin);
  if (windows === null) return { clash: null };
  const clash = windowClash(record, windows) ?? matchingClash(record, windows);
  return clash && { clash };
}
