import type { RunNs } from '../../time/clock.ts';
import { countBelow } from '../columns/sorted.ts';

/** A fault that was injected, and its healing. */
export interface FaultWindow {
  readonly name: string;
  /** The operation that injected it. */
  readonly index: number;
  readonly commandedNs: RunNs;
  /** Since when it is verified; Infinity when it never was. */
  readonly downNs: RunNs;
  /** When healing began; Infinity when it never did. */
  readonly healingNs: RunNs;
  /** When healing was verified; Infinity when it never was. */
  readonly healedNs: RunNs;
}

/** How a request ended: `other` is any other answer, `unreached` never got to a server. */
export const CHECK_KINDS = [
  'accepted',
  'unauthorized',
  'unavailable',
  'limited',
  'other',
  'hang',
  'unreached',
] as const;

/** One request during the run, as its client saw it. */
export interface FaultCheck {
  readonly index: number;
  readonly kind: (typeof CHECK_KINDS)[number];
  readonly replica: string | null;
  readonly session: string | null;
  /** Whether its token was alive, so that nobody may refuse it. */
  readonly isLive: boolean;
  /** Whether it cannot be answered without the part that failed. */
  readonly isDependent: boolean;
  readonly invokedNs: RunNs;
  /** When the answer was complete, or the client gave up. */
  readonly completedNs: RunNs;
}

/**
 * Whether an interval lies wholly within some window's known-down time (from the verified fault to the begin of healing), and
 * not in its first `delayNs`. O(log n) each; touching is not within.
 */
export function outages(
  windows: readonly FaultWindow[],
  delayNs = 0,
): (fromNs: RunNs, toNs: RunNs) => boolean {
  const sorted = windows.toSorted((a, b) => a.downNs - b.downNs);
  const downNs = Float64Array.from(sorted, (window) => window.downNs + delayNs);
  let latestNs = -Infinity;
  const healingNs = Float64Array.from(sorted, (window) => (latestNs = Math.max(latestNs, window.healingNs)));
  return (fromNs, toNs) => toNs < (healingNs[countBelow(downNs, fromNs) - 1] ?? -Infinity);
}
