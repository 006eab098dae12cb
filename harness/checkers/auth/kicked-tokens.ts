import { isAcknowledged } from './ledger.ts';
import type { AcknowledgedKick, Ledger, Mint, Probe } from './ledger.ts';
import type { Lives } from './lives.ts';
import { revocations } from './revocation.ts';
import type { Revocation, RevocationProbe } from './revocation.ts';

/** A check of a kicked token, with where the token came from. */
interface KickedProbe extends RevocationProbe {
  readonly mint: Mint;
}

export interface KickRevocation extends Revocation<AcknowledgedKick, KickedProbe> {
  /** A login that began after the kick had returned still got the version of before: the kick was not written yet. */
  readonly unwritten: boolean;
}

/** For every acknowledged kick, what each replica made of the tokens that this kick was the first to end. */
export function kickRevocations(ledger: Ledger, lives: Lives): KickRevocation[] {
  const kicks = Map.groupBy(ledger.kicks.filter(isAcknowledged), (kick) => kick.realm);
  for (const ofRealm of kicks.values()) ofRealm.sort((a, b) => a.invokedNs - b.invokedNs);
  const enders = new Map(
    ledger.mints.map((mint) => [mint, kicks.get(mint.realm)?.find((kick) => endsFor(kick, mint))]),
  );
  const probes = ledger.probes.flatMap((probe) => kickedProbe(probe, lives));
  return [...Map.groupBy(probes, ({ mint }) => enders.get(mint))].flatMap(([kick, own]) =>
    kick === undefined
      ? []
      : revocations(kick, own).map((one) => ({ ...one, unwritten: isUnwritten(kick, ledger) })),
  );
}

function isUnwritten(kick: AcknowledgedKick, { mints }: Ledger): boolean {
  const ofRealm = mints.filter(({ realm, version }) => realm === kick.realm && version !== null);
  const before = ofRealm.filter((mint) => mint.completedNs < kick.invokedNs);
  const newest = before.reduce((most, { version }) => Math.max(most, version ?? most), -Infinity);
  return ofRealm.some(
    ({ usedRefreshToken, invokedNs, version }) =>
      usedRefreshToken === null && invokedNs > kick.completedNs && (version ?? Infinity) <= newest,
  );
}

/** Why no kick shows that every replica of a stage obeys; null when one does. */
export function revocationGap(
  stage: string,
  replicas: readonly string[],
  all: readonly KickRevocation[],
): string | null {
  if (replicas.length === 0) return `the replicas of stage ${stage} are not known`;
  const byKick = [...Map.groupBy(all, ({ kick }) => kick).values()];
  const gaps = byKick.map((ofKick) => replicas.filter((name) => !isWitnessed(ofKick, name)));
  const fewest = gaps.toSorted((a, b) => a.length - b.length)[0];
  if (fewest === undefined)
    return `no acknowledged kick with checks of a token from before it, in stage ${stage}`;
  if (fewest.length === 0) return null;
  return `no kick in stage ${stage} was seen with an accept before it and a check after it on ${fewest.join(', ')}`;
}

const isWitnessed = (ofKick: readonly KickRevocation[], name: string): boolean =>
  ofKick.some((one) => one.replica === name && one.acceptsBefore > 0 && one.probesAfter.length > 0);

const endsFor = (kick: AcknowledgedKick, mint: Mint): boolean => mint.completedNs < kick.invokedNs;

/** A refusal says nothing of the kick when expiry or the session's end may be behind it. */
function kickedProbe(probe: Probe, lives: Lives): KickedProbe[] {
  const { index, mint, replica, answer, invokedNs, completedNs } = probe;
  if (answer === 'other') return [];
  const isOver = completedNs >= mint.liveUntilNs || lives.maySessionBeOver(mint, completedNs);
  if (answer === 'refused' && isOver) return [];
  return [
    { index, mint, token: mint.token, replica, accepted: answer === 'accepted', invokedNs, completedNs },
  ];
}
