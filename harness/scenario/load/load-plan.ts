import { phasesOf, type Profile } from '../../load/arrivals/profile.ts';
import type { Spacing } from '../../load/arrivals/schedule.ts';
import type { ClosedLoop, Pace } from '../../load/engine/thread-plan.ts';
import type { Mix } from '../../target/load/load-calls.ts';

/** A load, as a scenario says it; what is not said is `DEFAULT_LOAD`. */
export interface LoadPlan {
  /** Names it in the history. */
  readonly name: string;
  readonly profile: Profile | ClosedLoop;
  /** Of arrivals at a rate; a closed loop has none. */
  readonly spacing: Spacing;
  /** The warm-up included. */
  readonly durationMs: number;
  /** From its begin, so long is offered and recorded, and not judged. */
  readonly warmUpMs: number;
  readonly mix: Mix;
  /** So many users log in once, and their calls carry their tokens. */
  readonly users: number;
  /** Over all threads. */
  readonly connections: number;
  readonly threads: number;
  /** How long an arrival may wait for a connection, and a call for its answer. */
  readonly patienceMs: number;
  /** What it must keep, as `p99<250ms`. */
  readonly slos: readonly string[];
  /** Ends it as soon as one of them is broken beyond doubt. */
  readonly stopsWhenBroken: boolean;
}

/** What a load has to say of itself; for the rest there are defaults. */
export type GivenLoad = Partial<LoadPlan> & Pick<LoadPlan, 'profile' | 'durationMs'>;

export const DEFAULT_LOAD = {
  name: 'load',
  spacing: 'poisson',
  warmUpMs: 2000,
  mix: { me: 80, 'session-read': 12, 'session-write': 8 },
  users: 20,
  connections: 64,
  threads: 1,
  patienceMs: 10_000,
  slos: [],
  stopsWhenBroken: false,
} as const satisfies Partial<LoadPlan>;

/** When the calls of a plan are made. */
export const paceOf = ({ profile, spacing, durationMs }: LoadPlan): Pace =>
  profile.kind === 'closed'
    ? { ...profile, durationMs }
    : { kind: 'open', schedule: { phases: phasesOf(profile, durationMs), spacing } };
