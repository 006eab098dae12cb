import { msToNs } from '../../time/clock.ts';
import { outages } from '../faults/fault-window.ts';
import type { FaultCheck, FaultWindow } from '../faults/fault-window.ts';

/** What a target promises of the time when a part it depends on is away. */
export interface ClosedPolicy {
  /** For how long it may answer from a cache; 0 by default. */
  readonly cacheTtlMs?: number;
  /** Whether 401 is how it says that it cannot check a token (CONTRACT.md, Redis away); else that ends live sessions. */
  readonly refusesWhenDown?: boolean;
}

/** A check that must not have been answered so during an outage. */
export interface OutageClash {
  readonly anomaly: 'fail-open' | 'session-destroyed' | 'hang';
  readonly check: FaultCheck;
}

/** What was found of the checks wholly within an outage, and how many were answered as they should be. */
export interface ClosedDecision {
  readonly clashes: readonly OutageClash[];
  readonly closed: number;
}

/**
 * Decides whether the target failed closed: no dependent check accepted while the part was known to be down (after the time
 * a cache may live), none left to hang, no live token refused. A check that is not wholly within proves nothing. O(n log n).
 */
export function decideFailsClosed(
  windows: readonly FaultWindow[],
  checks: Iterable<FaultCheck>,
  { cacheTtlMs = 0, refusesWhenDown = false }: ClosedPolicy = {},
): ClosedDecision {
  const isDown = outages(windows);
  const isUncached = outages(windows, msToNs(cacheTtlMs));
  const clashes: OutageClash[] = [];
  let closed = 0;
  for (const check of checks) {
    const { kind, isLive, isDependent, invokedNs, completedNs } = check;
    if (!isDependent || !isDown(invokedNs, completedNs)) continue;
    if (kind === 'accepted') {
      if (isUncached(invokedNs, completedNs)) clashes.push({ anomaly: 'fail-open', check });
    } else if (kind === 'hang') clashes.push({ anomaly: 'hang', check });
    else if (kind === 'unauthorized' && isLive && !refusesWhenDown)
      clashes.push({ anomaly: 'session-destroyed', check });
    else if (kind === 'unauthorized' || kind === 'unavailable') closed += 1;
  }
  return { clashes, closed };
}
