import type { LinkCondition } from '../cluster/cluster.ts';
import type { LinkSide } from '../cluster/topology.ts';

/** Whom a fault hits: replicas by name, by number or by share (drawn by the seed), or another part. */
export type Target =
  | { readonly replicas: 'one' | 'minority' | 'majority' | 'all' | readonly string[] }
  | { readonly part: 'redis' | 'proxy' };

/** Something bad that happens to a cluster: plain data, acted on in one place, verified, and healed. */
export type Fault =
  /** SIGKILL; healed by a start at the old address. A Redis keeps nothing: it comes back empty. */
  | { readonly kind: 'kill'; readonly target: Target }
  /** SIGTERM, then SIGKILL after the grace; healed by a start at the old address. */
  | { readonly kind: 'stop'; readonly target: Target; readonly graceMs: number }
  /** SIGTERM, waited for, and started again: over as soon as it is back. One replica after the other. */
  | { readonly kind: 'rolling-restart'; readonly target: Target; readonly graceMs: number }
  /** Frozen: connections stay open and nothing answers. */
  | { readonly kind: 'pause'; readonly target: Target }
  /** Nothing passes between the replicas and the other side, and nobody is told. */
  | { readonly kind: 'partition'; readonly target: Target; readonly side: LinkSide }
  /** What passes is late, or cut in the middle. */
  | {
      readonly kind: 'slow-link';
      readonly target: Target;
      readonly side: LinkSide;
      readonly condition: LinkCondition;
    }
  /** Redis forgets everything at once. */
  | { readonly kind: 'flush' }
  /** Redis ends and comes back at once with nothing. */
  | { readonly kind: 'restart-empty' }
  /** The master is killed; over once the sentinels have made another one and the old one has come back, empty. */
  | { readonly kind: 'failover' }
  /** Nginx reads its configuration anew; old workers serve what they hold. */
  | { readonly kind: 'reload-proxy' }
  /** The replicas' clocks are off. */
  | { readonly kind: 'clock-skew'; readonly target: Target; readonly offsetS: number };

/** A fault and its time: plans of a stage follow each other. */
export interface FaultPlan {
  readonly fault: Fault;
  /** Undisturbed operation before it, so that there is something to compare with. */
  readonly afterMs: number;
  /** How long it lasts from being verified to being healed; for those that are over by themselves, how long one waits. */
  readonly forMs: number;
}
