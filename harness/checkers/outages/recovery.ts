import { msToNs } from '../../time/clock.ts';
import type { RunNs } from '../../time/clock.ts';
import { countBelow } from '../columns/sorted.ts';
import { outages } from '../faults/fault-window.ts';
import type { FaultCheck, FaultWindow } from '../faults/fault-window.ts';

/** What a target promises of the time after an outage. */
export interface RecoveryPolicy {
  /** How long after the healing every replica must serve again; without it, that is only measured. */
  readonly recoverWithinMs?: number;
  /** Whether 401 is how it says, until it has recovered, that it cannot check a token. */
  readonly refusesWhenDown?: boolean;
}

/** How a replica came back from a fault: the true time lies between the two. */
export interface Recovery {
  readonly fault: FaultWindow;
  readonly replica: string | null;
  /** From the healing to the begin of the last failure before the first success; 0 when none failed. */
  readonly atLeastNs: RunNs;
  /** From the healing to the end of the first success; Infinity when none was seen. */
  readonly atMostNs: RunNs;
}

/** A failure that came too late, or a live token that was refused. */
export interface RecoveryClash {
  readonly anomaly: 'late-recovery' | 'flapping' | 'session-destroyed';
  readonly check: FaultCheck;
  /** The fault that was healed before; null when there was none. */
  readonly fault: FaultWindow | null;
}

export interface RecoveryDecision {
  /** By fault and replica, of all replicas that were ever asked. */
  readonly recoveries: readonly Recovery[];
  readonly clashes: readonly RecoveryClash[];
}

/**
 * Decides whether the target came back: after the bound nothing fails, and no live token is ever refused. `checks` are in order
 * of invocation; only those wholly between two faults count, and refusals at any time. O(n log n).
 */
export function decideRecovery(
  windows: readonly FaultWindow[],
  checks: Iterable<FaultCheck>,
  { recoverWithinMs = Infinity, refusesWhenDown = false }: RecoveryPolicy = {},
): RecoveryDecision {
  const quiet = quietTimes(windows);
  const fromNs = Float64Array.from(quiet, (time) => time.fromNs);
  const isDown = outages(windows);
  const clashes: RecoveryClash[] = [];
  const progress = quiet.map(() => new Map<string | null, Progress>());
  const replicas = new Set<string | null>();
  for (const check of checks) {
    const { kind, replica, isLive, isDependent, invokedNs, completedNs } = check;
    const place = countBelow(fromNs, invokedNs) - 1;
    const time = quiet[place];
    const isQuiet = time !== undefined && completedNs < time.untilNs;
    const fault = time?.fault ?? null;
    const isLate = isQuiet && invokedNs > time.fromNs + msToNs(recoverWithinMs);
    if (kind === 'unauthorized' && isLive) {
      const isExcused = refusesWhenDown && !(isQuiet && (isLate || fault === null));
      const isTold = isDependent && isDown(invokedNs, completedNs);
      if (!isExcused && !isTold) clashes.push({ anomaly: 'session-destroyed', check, fault });
    }
    if (!isDependent) continue;
    replicas.add(replica);
    const known = progress[place]?.get(replica) ?? { failedNs: 0, servedNs: Infinity };
    if (!isQuiet || fault === null) continue;
    if (kind === 'accepted') known.servedNs = Math.min(known.servedNs, completedNs - time.fromNs);
    else if (FAILURES.has(kind)) {
      const hasServed = known.servedNs < Infinity;
      if (!hasServed) known.failedNs = invokedNs - time.fromNs;
      if (isLate) clashes.push({ anomaly: hasServed ? 'flapping' : 'late-recovery', check, fault });
    }
    progress[place]?.set(replica, known);
  }
  const recoveries = quiet.flatMap(({ fault }, place) =>
    fault === null
      ? []
      : [...replicas].map((replica): Recovery => {
          const { failedNs = 0, servedNs = Infinity } = progress[place]?.get(replica) ?? {};
          return { fault, replica, atLeastNs: failedNs, atMostNs: servedNs };
        }),
  );
  return { recoveries, clashes };
}

/** How a check says that the target does not serve. */
export const FAILURES: ReadonlySet<FaultCheck['kind']> = new Set(['unavailable', 'hang', 'unreached']);

/** How one replica does after one fault. */
interface Progress {
  failedNs: RunNs;
  servedNs: RunNs;
}

/** A time without any fault. */
interface QuietTime {
  /** The fault that ended last before it; null before the first. */
  readonly fault: FaultWindow | null;
  readonly fromNs: RunNs;
  readonly untilNs: RunNs;
}

/** The times between faults; faults that overlap are one. */
function quietTimes(windows: readonly FaultWindow[]): QuietTime[] {
  const times: QuietTime[] = [];
  let last: FaultWindow | null = null;
  let fromNs = -Infinity;
  for (const window of windows.toSorted((a, b) => a.commandedNs - b.commandedNs)) {
    if (window.commandedNs > fromNs) times.push({ fault: last, fromNs, untilNs: window.commandedNs });
    if (window.healedNs <= fromNs) continue;
    last = window;
    fromNs = window.healedNs;
  }
  return [...times, { fault: last, fromNs, untilNs: Infinity }];
}
