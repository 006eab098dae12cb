import type { Attempt } from './attempt.ts';

/** What was decided in one over-admitted window. */
export interface OverAdmission {
  readonly limit: number;
  readonly allowed: readonly Attempt[];
  readonly denied: readonly Attempt[];
}

export interface Explanation {
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

/**
 * Why more than the limit was admitted: counters per process, one odd replica, a race between check and increment,
 * or a key that the client chooses (the table of ratios M in docs/algorithms.md 6, and who began after the limit was full).
 */
export function explainOverAdmission({ limit, allowed, denied }: OverAdmission): Explanation {
  const shares = sharesOf(allowed, denied);
  const culprits = shares.filter(({ admitted }) => admitted > 0).map(({ replica }) => replica);
  const odd = oddReplica(shares, limit);
  if (odd !== null) {
    const cause = `${odd} counts for itself while the others share one counter (another Redis, or a limiter in process memory)`;
    return { cause, culprits: [odd] };
  }
  const filled = shares.length > 1 && shares.every((share) => fillsItsOwnLimit(share, limit));
  if (filled && shares.some(({ attempts }) => attempts > limit)) {
    return { cause: 'each replica counts for itself (a limiter in process memory)', culprits };
  }
  if (!admittedAfterFull(allowed, limit)) {
    return {
      cause: 'check, then increment: not atomic, so calls in flight together all pass the check',
      culprits,
    };
  }
  if (filled) {
    const cause =
      'each replica counts for itself (a limiter in process memory), or calls of one user do not share one bucket';
    return { cause, culprits };
  }
  if (denied.length === 0 || allowed.length > shares.length * limit) {
    const cause =
      'calls of one user do not share one bucket: the limiter is keyed by something the client sends (X-Forwarded-For, X-Real-IP), or there is no limit';
    return { cause, culprits };
  }
  return {
    cause: 'counts are lost: the counter is read and written back, not incremented atomically',
    culprits,
  };
}

function sharesOf(allowed: readonly Attempt[], denied: readonly Attempt[]): Share[] {
  const names = [...new Set([...allowed, ...denied].flatMap(({ replica }) => replica ?? []))].sort();
  const at = (attempts: readonly Attempt[], name: string): number =>
    attempts.filter(({ replica }) => replica === name).length;
  return names.map((replica) => {
    const admitted = at(allowed, replica);
    return { replica, admitted, attempts: admitted + at(denied, replica) };
  });
}

const fillsItsOwnLimit = ({ admitted, attempts }: Omit<Share, 'replica'>, limit: number): boolean =>
  admitted <= limit && admitted >= FILLED * Math.min(limit, attempts);

/** The one replica without which the others together keep one limit. */
function oddReplica(shares: readonly Share[], limit: number): string | null {
  if (shares.length < 3) return null;
  const candidates = shares.filter((share) => {
    const others = shares.filter((other) => other !== share);
    const admitted = others.reduce((sum, other) => sum + other.admitted, 0);
    const attempts = others.reduce((sum, other) => sum + other.attempts, 0);
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
