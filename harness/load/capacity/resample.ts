import type { Random } from '../../time/random.ts';
import { type Coefficients, uslRate } from './usl.ts';
import { fitCoefficients, knownErrors, type ScalingPoint } from './usl-fit.ts';

/** How many coefficients are fitted. */
const FREE = 3;

/** Where the points come from, as far as they tell. */
export interface Noise {
  /** By point, in calls per second. */
  readonly deviations: readonly number[];
  /** How many residuals more than coefficients the deviations are estimated from; null when they are known. */
  readonly degreesOfFreedom: number | null;
}

/**
 * The noise of the points about the fit: their standard errors when all are known, larger when the residuals are; else
 * one for all, from the residuals. Null when there is nothing to tell it from.
 */
export function noiseOf(points: readonly ScalingPoint[], fit: Coefficients): Noise | null {
  const degreesOfFreedom = points.length - FREE;
  const errors = knownErrors(points);
  const units = errors ?? points.map(() => 1);
  const squares = points.map(
    (point, at) => ((point.ratePerSecond - uslRate(fit, point.replicas)) / (units[at] ?? 1)) ** 2,
  );
  const deviation = Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / degreesOfFreedom);
  if (errors) {
    const factor = degreesOfFreedom > 0 ? Math.max(1, deviation) : 1;
    return { deviations: errors.map((error) => error * factor), degreesOfFreedom: null };
  }
  return degreesOfFreedom > 0 ? { deviations: units.map(() => deviation), degreesOfFreedom } : null;
}

/** What is resampled, and how often. */
export interface Resampling {
  readonly points: readonly ScalingPoint[];
  readonly fit: Coefficients;
  readonly noise: Noise;
  readonly resamples: number;
}

/**
 * A parametric bootstrap: fits to points that are drawn anew about the fit, with normal noise (Efron & Tibshirani 1993,
 * 6.5). Where the noise is only estimated, its size is drawn anew too, as the residuals leave it open (s² ν / χ²): else
 * the intervals from a few points would be far too narrow.
 */
export function resample({ points, fit, noise, resamples }: Resampling, random: Random): Coefficients[] {
  return Array.from({ length: resamples }, () => {
    const factor = noise.degreesOfFreedom === null ? 1 : spread(noise.degreesOfFreedom, random);
    return fitCoefficients(
      points.map((point, at) => ({
        ...point,
        ratePerSecond: uslRate(fit, point.replicas) + factor * (noise.deviations[at] ?? 0) * normal(random),
      })),
    );
  });
}

/** How many times larger the noise may be than the residuals say: √(ν / χ²). */
function spread(degreesOfFreedom: number, random: Random): number {
  const squares = Array.from({ length: degreesOfFreedom }, () => normal(random) ** 2);
  return Math.sqrt(degreesOfFreedom / squares.reduce((sum, square) => sum + square, 0));
}

const RESOLUTION = 2 ** 31;

/** A normal draw of mean 0 and variance 1 (Box & Muller 1958). */
function normal(random: Random): number {
  const uniform = (): number => (random.below(RESOLUTION) + 0.5) / RESOLUTION;
  return Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}
