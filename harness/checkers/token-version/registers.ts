import type { Ledger, Mint, Probe } from '../auth/ledger.ts';
import type { Lives } from '../auth/lives.ts';
import type { Bump, VersionRead } from '../auth/version-history.ts';

/** The token version of one user and client type in one stage, as it was seen. */
export interface Register {
  readonly stage: string;
  readonly user: string;
  readonly clientType: string;
  readonly bumps: readonly Bump[];
  readonly reads: readonly VersionRead[];
  readonly answeredBy: (index: number) => string | null;
}

/** Splits a history into its token versions; tokens that show no version take no part. */
export function registers(ledger: Ledger, lives: Lives): Register[] {
  const mints = Map.groupBy(ledger.mints, (mint) => mint.realm);
  const probes = Map.groupBy(ledger.probes, (probe) => probe.mint.realm);
  const kicks = Map.groupBy(ledger.kicks, (kick) => kick.realm);
  return [...mints].flatMap(([realm, own]) => {
    const [first] = own;
    const asked = probes.get(realm) ?? [];
    const reads = [...own.flatMap(loginRead), ...asked.flatMap((probe) => probeRead(probe, lives))];
    if (first === undefined || reads.length === 0) return [];
    const replicas = new Map([...own, ...asked].map(({ index, replica }) => [index, replica]));
    const answeredBy = (index: number): string | null => replicas.get(index) ?? null;
    const { stage, user, clientType } = first;
    return [{ stage, user, clientType, bumps: kicks.get(realm) ?? [], reads, answeredBy }];
  });
}

function loginRead({ version, index, invokedNs, completedNs }: Mint): VersionRead[] {
  return version === null ? [] : [{ kind: 'login', version, index, invokedNs, completedNs }];
}

/** A refusal is no look at the version when expiry or the session's end may be behind it. */
function probeRead({ mint, answer, index, invokedNs, completedNs }: Probe, lives: Lives): VersionRead[] {
  const { version } = mint;
  if (version === null || answer === 'other') return [];
  if (answer === 'accepted') return [{ kind: 'accept', version, index, invokedNs, completedNs }];
  const isOver = completedNs >= mint.liveUntilNs || lives.maySessionBeOver(mint, completedNs);
  return isOver ? [] : [{ kind: 'reject', version, index, invokedNs, completedNs }];
}
