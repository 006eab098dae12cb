import type { Attempt } from './attempt.ts';
import { dodgesOf } from './claimed-address.ts';

/** What was decided in one over-admitted window. */
export interface OverAdmission {
  readonly limit: number;
  readonly allowed: readonly Attempt[];
  readonly denied: readonly Attempt[];
}

export interface Explanation {
  readonly kind: 'claimed address' | 'odd replica' | 'own counters' | 'race' | 'unshared' | 'lost counts';
  readonly cause: string;
  readonly culprits: readonly string[];
}

interface Share {
  readonly replica: string;
  readonly admitted: number;
  readonly attempts: number;
}

/** A replica that counts for itself admits what its own calls and the limit allow, all but a few. */
const FILLED = 0.9;

/** What it is when replicas do not share a counter. */
export const OWN_COUNTERS = 'each replica counts for itself (a limiter in process memory)';

/** One replica alone is to blame. */
export const oddReplica = (name: string): Explanation => ({
  kind: 'odd replica',
  cause: `${name} counts for itself while the others share one counter (another Redis, or a limiter in process memory)`,
  culprits: [name],
});

/**
 * Why more than the limit was admitted: counters per process, one odd replica, a race between check and increment,
 * or a key that the client chooses (the table of ratios M in docs/algorithms.md 6, and who began after the limit was full).
 */
export function explainOverAdmission({ limit, allowed, denied }: OverAdmission): Explanation {
  const dodges = dodgesOf(allowed, denied);
  if (dodges !== null) {
    const cause = `the limiter is keyed by a header that any client may set (${dodges.headers.join(', ')})`;
    return { kind: 'claimed address', cause, culprits: dodges.replicas };
  }
  const shares = sharesOf(allowed, denied);
  const culprits = shares.filter(({ admitted }) => admitted > 0).map(({ replica }) => replica);
  const odd = oddShare(shares, limit);
  if (odd !== null) return oddReplica(odd);
  const filled = shares.length > 1 && shares.every((share) => fillsItsOwnLimit(share, limit));
  if (filled && shares.some(({ attempts }) => attempts > limit)) {
    return { kind: 'own counters', cause: OWN_COUNTERS, culprits };
  }
  if (!admittedAfterFull(allowed, limit)) {
    const cause = 'check, then increment: not atomic, so calls in flight together all pass the check';
    return { kind: 'race', cause, culprits };
  }
  if (filled) {
    const cause = `${OWN_COUNTERS}, or calls of one user do not share one bucket`;
    return { kind: 'own counters', cause, culprits };
  }
  if (denied.length === 0 || allowed.length > shares.length * limit) {
    const cause =
      'calls of one user do not share one bucket: the limiter is keyed by something the client sends (X-Forwarded-For, X-Real-IP), or there is no limit';
    return { kind: 'unshared', cause, culprits };
  }
  const cause = 'counts are lost: the counter is read and written back, not incremented atomically';
  return { kind: 'lost counts', cause, culprits };
}

function sharesOf(allowed: readonly Attempt[], denied: readonly Attempt[]): Share[] {
  const shares = new Map<string, { admitted: number; attempts: number }>();
  for (const { replica, kind } of [...allowed, ...denied]) {
    if (replica === null) continue;
    const share = shares.get(replica) ?? { admitted: 0, attempts: 0 };
    share.attempts += 1;
    if (kind === 'allowed') share.admitted += 1;
    shares.set(replica, share);
  }
  return [...shares].map(([replica, share]) => ({ replica, ...share })).sort(byName);
}

const byName = (a: Share, b: Share): number => (a.replica < b.replica ? -1 : 1);

const fillsItsOwnLimit = ({ admitted, attempts }: Omit<Share, 'replica'>, limit: number): boolean =>
  admitted <= limit && admitted >= FILLED * Math.min(limit, attempts);

/** The one replica without which the others together keep one limit. */
function oddShare(shares: readonly Share[], limit: number): string | null {
  if (shares.length < 3) return null;
  const total = (read: (share: Share) => number): number =>
    shares.reduce((sum, share) => sum + read(share), 0);
  const all = { admitted: total(({ admitted }) => admitted), attempts: total(({ attempts }) => attempts) };
  const candidates = shares.filter((share) => {
    const admitted = all.admitted - share.admitted;
    const attempts = all.attempts - share.attempts;
    return fillsItsOwnLimit(share, limit) && fillsItsOwnLimit({ admitted, attempts }, limit);
  });
  const [only, second] = candidates;
  return only && !second ? only.replica : null;
}

// A race can only let in what was already running when the last admissible call was counted.
function admittedAfterFull(allowed: readonly Attempt[], limit: number): boolean {
  const ends = allowed.map(({ completedNs }) => completedNs).sort((a, b) => a - b);
  const fullNs = ends[limit - 1] ?? Infinity;
  return allowed.some(({ invokedNs }) => invokedNs > fullNs);
}
