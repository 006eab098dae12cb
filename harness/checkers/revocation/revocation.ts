import type { RunNs } from '../../time/clock.ts';

/** A kick that returned. */
export interface RevokingKick {
  readonly index: number;
  readonly invokedNs: RunNs;
  readonly completedNs: RunNs;
}

/** A definite check of a token that the kick had to end. */
export interface RevocationProbe {
  readonly index: number;
  /** Equal for checks of one token, or of tokens that share one fate. */
  readonly token: string | number;
  readonly replica: string | null;
  readonly accepted: boolean;
  readonly invokedNs: RunNs;
  readonly completedNs: RunNs;
}

/** How one replica learned of one kick. */
export interface Revocation<
  K extends RevokingKick = RevokingKick,
  P extends RevocationProbe = RevocationProbe,
> {
  readonly kick: K;
  readonly replica: string | null;
  /** It took at least this long after the kick returned. */
  readonly lowerNs: RunNs;
  /** It took at most this long since the kick began; null: never revoked while it was probed. */
  readonly upperNs: RunNs | null;
  /** From the first check to the refusal that stood: about as long as an accepted check is remembered, or longer. */
  readonly rememberedNs: RunNs | null;
  readonly acceptsBefore: number;
  /** Checks that began after the kick returned, however they ended. */
  readonly probesAfter: readonly P[];
  /** Those of them that were accepted. */
  readonly stale: readonly P[];
  /** A token was refused here after the kick and then accepted again. */
  readonly revived: boolean;
  /** In the end one token was refused here and another still accepted. */
  readonly partly: boolean;
  /** What was made of it before the next kick: in the end all tokens were refused, or some still accepted; null: nothing tells. */
  readonly standing: 'obeyed' | 'ignored' | null;
}

/**
 * The time to revocation of one kick on each replica, as an interval-censored measurement (docs/algorithms.md 4).
 * `probes` are those of tokens minted before the kick began; `nextNs` is when another kick of theirs began.
 */
export function revocations<K extends RevokingKick, P extends RevocationProbe>(
  kick: K,
  probes: readonly P[],
  nextNs: RunNs = Infinity,
): Revocation<K, P>[] {
  const byReplica = Map.groupBy(probes, (probe) => probe.replica);
  return [...byReplica].map(([replica, own]) => ({
    replica,
    standing: standingOf(kick, own, nextNs),
    ...revocationOn(kick, own),
  }));
}

function revocationOn<K extends RevokingKick, P extends RevocationProbe>(
  kick: K,
  probes: readonly P[],
): Omit<Revocation<K, P>, 'replica' | 'standing'> {
  const probesAfter = probes.filter((probe) => probe.invokedNs > kick.completedNs);
  const stale = probesAfter.filter((probe) => probe.accepted);
  const lastAcceptNs = maximum(probes.filter((probe) => probe.accepted).map((probe) => probe.invokedNs));
  const final = probes.filter((probe) => !probe.accepted && probe.completedNs >= lastAcceptNs);
  const revokedNs = final.reduce((least, probe) => Math.min(least, probe.completedNs), Infinity);
  const fates = [...Map.groupBy(probesAfter, (probe) => probe.token).values()].map(fateOf);
  return {
    kick,
    lowerNs: Math.max(0, maximum(stale.map((probe) => probe.invokedNs)) - kick.completedNs),
    upperNs: final.length === 0 ? null : Math.max(0, revokedNs - kick.invokedNs),
    rememberedNs: final.length === 0 ? null : revokedNs - minimum(probes.map(({ invokedNs }) => invokedNs)),
    acceptsBefore: probes.filter((probe) => probe.accepted && probe.completedNs < kick.invokedNs).length,
    probesAfter,
    stale,
    revived: fates.some((fate) => fate.revived),
    partly: fates.some((fate) => fate.accepted) && fates.some((fate) => !fate.accepted),
  };
}

/** A token that was refused here before the kick already tells nothing of it. */
function standingOf(
  kick: RevokingKick,
  probes: readonly RevocationProbe[],
  nextNs: RunNs,
): Revocation['standing'] {
  const fates = [...Map.groupBy(probes, (probe) => probe.token).values()].flatMap((own) => {
    const wasDead = own.some((probe) => !probe.accepted && probe.completedNs < kick.invokedNs);
    const since = own.filter((probe) => probe.invokedNs > kick.completedNs && probe.completedNs < nextNs);
    return wasDead || since.length === 0 ? [] : [fateOf(since)];
  });
  if (fates.length === 0) return null;
  return fates.some((fate) => fate.accepted) ? 'ignored' : 'obeyed';
}

/** What became of one token after the kick, on one replica. */
function fateOf(probes: readonly RevocationProbe[]): {
  readonly accepted: boolean;
  readonly revived: boolean;
} {
  const lastAcceptNs = maximum(probes.filter((probe) => probe.accepted).map((probe) => probe.invokedNs));
  const refused = probes.filter((probe) => !probe.accepted);
  return {
    accepted: refused.every((probe) => probe.completedNs < lastAcceptNs),
    revived: refused.some((probe) => probe.completedNs < lastAcceptNs),
  };
}

/** By reduction: a call with 100,000 arguments overflows the stack. */
const maximum = (values: readonly number[]): number =>
  values.reduce((most, value) => Math.max(most, value), -Infinity);
const minimum = (values: readonly number[]): number =>
  values.reduce((least, value) => Math.min(least, value), Infinity);
