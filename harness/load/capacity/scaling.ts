import type { Random } from '../../time/random.ts';
import { type Interval, intervalOf } from './interval.ts';
import { noiseOf, resample } from './resample.ts';
import { type Coefficients, peakReplicas, uslRate } from './usl.ts';
import { fitCoefficients, type ScalingPoint } from './usl-fit.ts';

/** How a system's capacity grows with its replicas, as far as the points tell. */
export type Scaling = LinearScaling | UslScaling;

/** Too few numbers of replicas for more than a line through nothing: contention and coherency are unknown. */
interface LinearScaling {
  readonly kind: 'linear';
  readonly points: readonly ScalingPoint[];
  /** Calls per second; null without a point. */
  readonly perReplicaPerSecond: number | null;
  /** Why there is no more, in a sentence. */
  readonly why: string;
}

/** The Universal Scalability Law, fitted to points. */
export interface UslScaling {
  readonly kind: 'usl';
  readonly points: readonly ScalingPoint[];
  readonly coefficients: Coefficients;
  /** The coefficients' 95 % intervals; null when the points leave the noise open. */
  readonly intervals: Readonly<Record<keyof Coefficients, Interval>> | null;
  /** The share of the variance that the fit explains; null when there is none. */
  readonly rSquared: number | null;
  /** By point, what was seen less what the fit says, in calls per second. */
  readonly residualsPerSecond: readonly number[];
  /** The number of replicas, with fractions, beyond which more carry less; null when there is none. */
  readonly peakReplicas: number | null;
  /** Where the intervals come from, in a sentence. */
  readonly method: string;
  /** The coefficients that other draws of the noise would have given. */
  readonly resamples: readonly Coefficients[];
}

/** As many distinct numbers of replicas as coefficients. */
const LEAST_DISTINCT = 3;
const RESAMPLES = 1000;

/** How a system scales, from what each number of replicas was seen to carry; the random numbers are for the intervals. */
export function scalingOf(points: readonly ScalingPoint[], random: Random, resamples = RESAMPLES): Scaling {
  const distinct = new Set(points.map(({ replicas }) => replicas)).size;
  if (distinct < LEAST_DISTINCT) return linear(points, distinct);
  const fit = fitCoefficients(points);
  const noise = noiseOf(points, fit);
  const drawn = noise ? resample({ points, fit, noise, resamples }, random) : [];
  return {
    kind: 'usl',
    points,
    coefficients: fit,
    intervals: intervalsOf(drawn),
    ...residualsOf(points, fit),
    peakReplicas: peakReplicas(fit),
    method: methodOf(noise?.degreesOfFreedom, drawn.length),
    resamples: drawn,
  };
}

function linear(points: readonly ScalingPoint[], distinct: number): LinearScaling {
  const sum = (of: (point: ScalingPoint) => number): number =>
    points.reduce((so, point) => so + of(point), 0);
  const squares = sum(({ replicas }) => replicas ** 2);
  return {
    kind: 'linear',
    points,
    perReplicaPerSecond:
      squares === 0 ? null : sum(({ replicas, ratePerSecond }) => replicas * ratePerSecond) / squares,
    why: `σ and κ are unknown: they take ${LEAST_DISTINCT} numbers of replicas, and there ${distinct === 1 ? 'is' : 'are'} ${distinct}.`,
  };
}

function intervalsOf(drawn: readonly Coefficients[]): UslScaling['intervals'] {
  const lambdaPerSecond = intervalOf(drawn.map((one) => one.lambdaPerSecond));
  const sigma = intervalOf(drawn.map((one) => one.sigma));
  const kappa = intervalOf(drawn.map((one) => one.kappa));
  return lambdaPerSecond && sigma && kappa && { lambdaPerSecond, sigma, kappa };
}

function residualsOf(points: readonly ScalingPoint[], fit: Coefficients) {
  const rates = points.map(({ ratePerSecond }) => ratePerSecond);
  const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
  const variance = rates.reduce((sum, rate) => sum + (rate - mean) ** 2, 0);
  const residualsPerSecond = points.map((point) => point.ratePerSecond - uslRate(fit, point.replicas));
  const unexplained = residualsPerSecond.reduce((sum, residual) => sum + residual ** 2, 0);
  return { residualsPerSecond, rSquared: variance === 0 ? null : 1 - unexplained / variance };
}

function methodOf(degreesOfFreedom: number | null | undefined, resamples: number): string {
  if (degreesOfFreedom === undefined)
    return 'No intervals: as many points as coefficients leave no residual to tell the noise from.';
  const source =
    degreesOfFreedom === null
      ? 'the standard errors of the points'
      : `the residuals (${degreesOfFreedom} more points than coefficients)`;
  return `95 % percentile intervals of ${resamples} parametric bootstrap fits, with noise from ${source}.`;
}
