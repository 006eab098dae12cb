import type { RunNs } from '../../time/clock.ts';
import { countBelow, countUpTo } from '../columns/sorted.ts';
import { isAcknowledged } from '../auth/ledger.ts';
import type { AcknowledgedKick, Ledger, Mint, Probe } from '../auth/ledger.ts';
import type { Lives } from '../auth/lives.ts';
import { revocations } from './revocation.ts';
import type { RevocationProbe } from './revocation.ts';
import type { ExplicableRevocation } from './stale-causes.ts';

/** A check of a kicked token, with where the token came from. */
interface KickedProbe extends RevocationProbe {
  readonly mint: Mint;
}

/** How one replica learned of one kick, and of which tokens that was seen. */
export type KickRevocation = ExplicableRevocation<AcknowledgedKick, KickedProbe>;

/**
 * For every acknowledged kick, what each replica made of the tokens that this kick was the first to end. O(n log n): kicks
 * are looked up among those of their realm, not tried one by one.
 */
export function kickRevocations(ledger: Ledger, lives: Lives): KickRevocation[] {
  const realms = realmsOf(ledger);
  const enders = new Map(ledger.mints.map((mint) => [mint, realms.get(mint.realm)?.enderOf(mint)]));
  const probes = ledger.probes.flatMap((probe) => kickedProbe(probe, lives));
  return [...Map.groupBy(probes, ({ mint }) => enders.get(mint))].flatMap(([kick, own]) => {
    if (kick === undefined) return [];
    const unwritten = realms.get(kick.realm)?.isUnwritten(kick) ?? false;
    const nextNs = realms.get(kick.realm)?.nextNs(kick) ?? Infinity;
    return revocations(kick, own, nextNs).map((one) => ({ ...one, unwritten }));
  });
}

/** The kicks and mints of one realm, in the orders in which they are asked for. */
interface Realm {
  /** The first kick that began after the mint had returned. */
  readonly enderOf: (mint: Mint) => AcknowledgedKick | undefined;
  /** When the next kick began. */
  readonly nextNs: (kick: AcknowledgedKick) => RunNs;
  /** Whether a login that began after the kick had returned still got a version of before it. */
  readonly isUnwritten: (kick: AcknowledgedKick) => boolean;
}

function realmsOf({ kicks, mints }: Ledger): Map<string, Realm> {
  const byRealm = Map.groupBy(mints, ({ realm }) => realm);
  return new Map(
    [...Map.groupBy(kicks.filter(isAcknowledged), ({ realm }) => realm)].map(([realm, own]) => [
      realm,
      realmOf(own, byRealm.get(realm) ?? []),
    ]),
  );
}

function realmOf(kicks: readonly AcknowledgedKick[], mints: readonly Mint[]): Realm {
  const inOrder = kicks.toSorted((a, b) => a.invokedNs - b.invokedNs);
  const begunNs = inOrder.map(({ invokedNs }) => invokedNs);
  const told = mints.flatMap(({ version, ...mint }) => (version === null ? [] : [{ ...mint, version }]));
  const minted = told.toSorted((a, b) => a.completedNs - b.completedNs);
  const mintedNs = minted.map(({ completedNs }) => completedNs);
  const newest = running(minted, ({ version }) => version, Math.max);
  const logins = told.filter(({ usedRefreshToken }) => usedRefreshToken === null);
  const latestFirst = logins.sort((a, b) => b.invokedNs - a.invokedNs);
  const sinceNs = latestFirst.map(({ invokedNs }) => -invokedNs);
  const oldest = running(latestFirst, ({ version }) => version, Math.min);
  return {
    enderOf: (mint) => inOrder[countUpTo(begunNs, mint.completedNs)],
    nextNs: ({ invokedNs }) => begunNs[countUpTo(begunNs, invokedNs)] ?? Infinity,
    isUnwritten: ({ invokedNs, completedNs }) => {
      const newestBefore = newest[countBelow(mintedNs, invokedNs) - 1];
      const oldestAfter = oldest[countBelow(sinceNs, -completedNs) - 1];
      return newestBefore !== undefined && oldestAfter !== undefined && oldestAfter <= newestBefore;
    },
  };
}

/** The largest or smallest so far, at each place. */
function running<T>(items: readonly T[], valueOf: (item: T) => number, pick: typeof Math.max): number[] {
  let best: number | null = null;
  return items.map((item) => (best = best === null ? valueOf(item) : pick(best, valueOf(item))));
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
