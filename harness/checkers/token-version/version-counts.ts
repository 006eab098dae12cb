import { countUpTo } from '../columns/sorted.ts';
import { between } from '../auth/version-history.ts';
import type { Bump, Clash, VersionHistory, VersionRead } from '../auth/version-history.ts';

/** A read, or a bump that knows its version, by the number of bumps it tells of. */
interface Claim {
  readonly kind: VersionRead['kind'] | 'bump';
  readonly index: number;
  readonly invokedNs: number;
  readonly completedNs: number;
  /** How many bumps had begun when it ended, itself included; NaN when there is no such number. */
  readonly proves: number;
  /** How many bumps at most had returned when it began. */
  readonly allows: number;
}

/** The earliest claim that no number of bumps begun or done by then allows; null when there is none. */
export function countingClash(history: VersionHistory): Clash | null {
  const done = history.bumps.filter(isAcknowledged).sort((a, b) => a.completedNs - b.completedNs);
  const begun = history.bumps.toSorted((a, b) => a.invokedNs - b.invokedNs);
  const begunNs = begun.map((bump) => bump.invokedNs);
  let first: { readonly clash: Clash; readonly endNs: number } | null = null;
  for (const claim of claimsOf(history)) {
    if (first && first.endNs <= claim.completedNs) continue;
    const clash = tooNew(claim) ?? tooOld(claim);
    if (clash) first = { clash, endNs: claim.completedNs };
  }
  return first?.clash ?? null;

  function tooNew(claim: Claim): Clash | null {
    const possible = countUpTo(begunNs, claim.completedNs);
    if (claim.proves <= possible) return null;
    const bump = begun[possible];
    const diagnosis = claim.kind === 'reject' ? 'spurious-401' : 'impossible-read';
    return bump ? between(diagnosis, claim, bump) : { diagnosis, operations: [claim.index], gapNs: 0 };
  }

  function tooOld(claim: Claim): Clash | null {
    const bump = done[claim.allows];
    if (!bump || bump.completedNs >= claim.invokedNs) return null;
    return between(claim.kind === 'bump' ? 'lost-update' : 'stale-accept', bump, claim);
  }
}

function claimsOf({ base, bumps, reads }: VersionHistory): Claim[] {
  const claims = reads.map(({ kind, version, index, invokedNs, completedNs }): Claim => {
    const at = { kind, index, invokedNs, completedNs };
    const seen = version - base;
    if (kind === 'reject') return { ...at, proves: Math.floor(seen) + 1, allows: Infinity };
    return { ...at, proves: countOrNaN(seen), allows: seen };
  });
  for (const { version = null, index, invokedNs, completedNs } of bumps) {
    if (version === null) continue;
    const at = { kind: 'bump', index, invokedNs, completedNs: completedNs ?? Infinity } as const;
    claims.push({ ...at, proves: countOrNaN(version - base - 1) + 1, allows: version - base - 1 });
  }
  return claims;
}

const countOrNaN = (seen: number): number => (Number.isInteger(seen) && seen >= 0 ? seen : Number.NaN);

const isAcknowledged = (bump: Bump): bump is Bump & { readonly completedNs: number } =>
  bump.completedNs !== null;
