import type { SessionConflict, SessionHistory, SessionPut } from './session-history.ts';
import type { VersionRead } from '../auth/version-history.ts';
import { versionWindows } from '../token-version/version-windows.ts';

/**
 * What a session's answers say of its version: a get sees it; a conflict on j sees a later one if bump j must have happened before
 * the conflict began. Other conflicts say nothing: each bump may be as late as its window allows, all at once.
 */
export function sightsOf({ gets, conflicts }: SessionHistory, puts: readonly SessionPut[]): VersionRead[] {
  const windows = versionWindows({ bumps: puts, reads: gets }, { version: 0, open: 0 });
  const latestNs = (version: number): number =>
    version === 0 ? -Infinity : (windows?.upperNs[version] ?? Infinity);
  return [...gets, ...laterSights(conflicts, latestNs)];
}

/** In order of the versions: a conflict that saw a later one than j bounds bump j + 1, and no earlier one more closely. */
function laterSights(
  conflicts: readonly SessionConflict[],
  latestNs: (version: number) => number,
): VersionRead[] {
  const rejects: VersionRead[] = [];
  const boundNs = new Map<number, number>();
  const inOrder = conflicts.toSorted((a, b) => a.ifVersion - b.ifVersion);
  for (const { ifVersion: version, index, invokedNs, completedNs } of inOrder) {
    if (Math.min(latestNs(version), boundNs.get(version) ?? Infinity) >= invokedNs) continue;
    rejects.push({ kind: 'reject', version, index, invokedNs, completedNs });
    boundNs.set(version + 1, Math.min(completedNs, boundNs.get(version + 1) ?? Infinity));
  }
  return rejects;
}
