import type { RunNs } from '../../time/clock.ts';
import type { FaultCheck } from '../faults/fault-window.ts';
import { FAILURES } from './recovery.ts';

/** How long a session, or a replica, gave no answer: from the begin of a failure to the end of the next answer. */
export interface ServiceGap {
  readonly of: 'session' | 'replica';
  readonly name: string;
  readonly lengthNs: RunNs;
  /** The first failure. */
  readonly failure: FaultCheck;
  /** The answer that ended it; null when the record ends first: then the gap is at least that long. */
  readonly answer: FaultCheck | null;
}

/** How many of some checks failed. */
interface Share {
  readonly total: number;
  readonly failed: number;
}

export interface Availability extends Share {
  /** Of the checks that name one. */
  readonly byReplica: ReadonlyMap<string, Share>;
  /** The longest gap of each session and of each replica that had one. */
  readonly gaps: readonly ServiceGap[];
  /** The first failure. */
  readonly failure: FaultCheck | null;
}

/** Counts what was not answered (5xx, resets, timeouts), and for how long. `checks` are in order of invocation. O(n). */
export function measureAvailability(checks: Iterable<FaultCheck>): Availability {
  const tracks = { session: new Map<string, Track>(), replica: new Map<string, Track>() };
  const whole = { total: 0, failed: 0 };
  let failure: FaultCheck | null = null;
  for (const check of checks) {
    const isFailure = FAILURES.has(check.kind);
    if (isFailure) failure ??= check;
    count(whole, isFailure);
    for (const side of ['session', 'replica'] as const) {
      const name = check[side];
      if (name === null) continue;
      const track = tracks[side].get(name) ?? newTrack();
      tracks[side].set(name, track);
      count(track, isFailure);
      follow(track, check, isFailure);
    }
  }
  const gaps = (['session', 'replica'] as const).flatMap((of) =>
    [...tracks[of]].flatMap(([name, track]) => {
      close(track, null, track.lastFailureNs);
      return track.longest ? [{ of, name, ...track.longest }] : [];
    }),
  );
  return { ...whole, byReplica: tracks.replica, gaps, failure };
}

type Gap = Omit<ServiceGap, 'of' | 'name'>;

/** What is known so far of one session or replica. */
interface Track {
  total: number;
  failed: number;
  /** The first failure since the last answer. */
  failing: FaultCheck | null;
  lastFailureNs: RunNs;
  longest: Gap | null;
}

const newTrack = (): Track => ({
  total: 0,
  failed: 0,
  failing: null,
  lastFailureNs: -Infinity,
  longest: null,
});

function count(share: { total: number; failed: number }, isFailure: boolean): void {
  share.total += 1;
  if (isFailure) share.failed += 1;
}

function follow(track: Track, check: FaultCheck, isFailure: boolean): void {
  if (!isFailure) {
    close(track, check, check.completedNs);
    return;
  }
  track.failing ??= check;
  track.lastFailureNs = Math.max(track.lastFailureNs, check.completedNs);
}

function close(track: Track, answer: FaultCheck | null, endNs: RunNs): void {
  const { failing } = track;
  if (!failing) return;
  const lengthNs = endNs - failing.invokedNs;
  if (lengthNs > (track.longest?.lengthNs ?? -1)) track.longest = { lengthNs, failure: failing, answer };
  track.failing = null;
}
