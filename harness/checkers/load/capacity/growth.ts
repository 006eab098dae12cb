import { type Gain, gainOfNext, replicasFor, type ReplicasNeeded } from '../../../load/capacity/planning.ts';
import { type Scaling, scalingOf } from '../../../load/capacity/scaling.ts';
import type { ScalingPoint } from '../../../load/capacity/usl-fit.ts';
import { randomFrom } from '../../../time/random.ts';
import type { JudgedSearch } from './searches.ts';

/** The same history is to have the same verdict. */
const SEED = '510';

/** What the searches together tell of how the system grows, and of the rate that is planned for. */
export interface Growth {
  readonly scaling: Scaling;
  /** The rate that is planned for, in calls a second, and how many replicas it takes; null when nobody asked. */
  readonly needed: { readonly perSecond: number; readonly replicas: ReplicasNeeded } | null;
  /** What one replica more than were tried would buy; null where the points do not tell. */
  readonly next: { readonly after: number; readonly gain: Gain } | null;
}

/** How the capacities that were found grow with the replicas. */
export function growthOf(searches: readonly JudgedSearch[]): Growth {
  const points = searches.flatMap(pointOf);
  const scaling = scalingOf(points, randomFrom(SEED));
  const perSecond = searches[0]?.search.neededPerSecond ?? null;
  const after = Math.max(0, ...points.map(({ replicas }) => replicas));
  return {
    scaling,
    needed: perSecond === null ? null : { perSecond, replicas: replicasFor(scaling, perSecond) },
    next: scaling.kind === 'usl' ? { after, gain: gainOfNext(scaling, after) } : null,
  };
}

/** A capacity lies anywhere between the rate that held and the one that broke: as sure as a uniform draw from there. */
function pointOf({ search: { replicas }, step }: JudgedSearch): ScalingPoint[] {
  if (step.kind !== 'stop' || step.stop.reason !== 'found') return [];
  const { ratePerSecond, brokenPerSecond } = step.stop.capacity;
  return [
    { replicas, ratePerSecond, standardErrorPerSecond: (brokenPerSecond - ratePerSecond) / Math.sqrt(12) },
  ];
}
