import { type Interval, intervalOf } from './interval.ts';
import type { Scaling, UslScaling } from './scaling.ts';
import { leastReplicas, uslRate } from './usl.ts';

/** A number of replicas, or `never` when no number of them is enough. */
type Replicas = number | 'never';

/** How many replicas a rate takes. */
export type ReplicasNeeded =
  /** With its 95 % interval, where there is one. */
  | {
      readonly kind: 'estimate';
      readonly replicas: Replicas;
      readonly interval: { readonly low: Replicas; readonly high: Replicas } | null;
    }
  /** As if nothing were lost to growth. */
  | { readonly kind: 'at-least'; readonly replicas: number }
  | { readonly kind: 'unknown' };

/** The fewest replicas that carry a rate, in calls per second. */
export function replicasFor(scaling: Scaling, ratePerSecond: number): ReplicasNeeded {
  if (scaling.kind === 'linear') {
    const each = scaling.perReplicaPerSecond;
    if (each === null || each <= 0) return { kind: 'unknown' };
    return { kind: 'at-least', replicas: Math.max(1, Math.ceil((ratePerSecond / each) * (1 - ROUNDING))) };
  }
  const { coefficients, resamples } = scaling;
  const interval = intervalOf(resamples.map((drawn) => leastReplicas(drawn, ratePerSecond) ?? Infinity));
  return {
    kind: 'estimate',
    replicas: leastReplicas(coefficients, ratePerSecond) ?? 'never',
    interval: interval && { low: orNever(interval.low), high: orNever(interval.high) },
  };
}

const ROUNDING = 1e-9;
const orNever = (replicas: number): Replicas => (replicas === Infinity ? 'never' : replicas);

/** What one more replica buys, with 95 % intervals where there are any; less than 0 beyond the peak. */
export interface Gain {
  readonly perSecond: number;
  readonly perSecondInterval: Interval | null;
  readonly percent: number;
  readonly percentInterval: Interval | null;
}

/** What the replica after so many buys, in calls per second and in percent of what these carry. */
export function gainOfNext({ coefficients, resamples }: UslScaling, replicas: number): Gain {
  const gains = [coefficients, ...resamples].map((each) => {
    const now = uslRate(each, replicas);
    const perSecond = uslRate(each, replicas + 1) - now;
    return { perSecond, percent: (100 * perSecond) / now };
  });
  const [{ perSecond, percent } = { perSecond: 0, percent: 0 }, ...drawn] = gains;
  return {
    perSecond,
    perSecondInterval: intervalOf(drawn.map((gain) => gain.perSecond)),
    percent,
    percentInterval: intervalOf(drawn.map((gain) => gain.percent)),
  };
}
