import { countingClash, matchingClash, windowClash } from './token-version-clash.ts';
import type { VersionDecision, VersionHistory } from './version-history.ts';

/**
 * Decides exactly, in O(n log n), whether one version register could have answered all of this (linearizability).
 *
 * Bump k happens at P_k, and P_k has a window: not before a read of k-1 began, not after a read of k, or a
 * refusal of k-1, ended (docs/algorithms.md 3). A kick's answer has no number, so which kick was bump k is a matching
 * of kicks to windows. Both ends of the windows only grow with k, so each kick fits a contiguous run of them,
 * and any matching can be sorted into an order. By Mendelsohn and Dulmage (1958) one matching serves all windows
 * and all acknowledged kicks if one serves the windows and another serves the kicks; both are greedy (Glover 1967).
 */
export function decideTokenVersion(history: VersionHistory): VersionDecision {
  const clash = countingClash(history) ?? windowClash(history) ?? matchingClash(history);
  return clash === null ? { ok: true } : { ok: false, clash };
}
