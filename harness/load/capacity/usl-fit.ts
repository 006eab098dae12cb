import { levenbergMarquardt } from 'ml-levenberg-marquardt';
import type { Coefficients } from './usl.ts';

/** What a number of replicas was seen to carry. */
export interface ScalingPoint {
  readonly replicas: number;
  readonly ratePerSecond: number;
  /**
   * How sure that is, in calls per second (a capacity between two rates: their distance / √12); null when not known.
   * It counts, as a weight and as the noise, only where every point has one above 0.
   */
  readonly standardErrorPerSecond: number | null;
}

/** The standard errors, when all are known. */
export function knownErrors(points: readonly ScalingPoint[]): readonly number[] | null {
  const known = points.flatMap(({ standardErrorPerSecond: error }) =>
    error !== null && error > 0 ? [error] : [],
  );
  return known.length === points.length ? known : null;
}

/** Which of contention and coherency are free; what is not is 0. */
interface Face {
  readonly sigma: 0 | 1;
  readonly kappa: 0 | 1;
}

const FACES: readonly Face[] = [
  { sigma: 1, kappa: 1 },
  { sigma: 1, kappa: 0 },
  { sigma: 0, kappa: 1 },
  { sigma: 0, kappa: 0 },
];

/**
 * The coefficients with the least sum of (weighted) squares, none of them below 0; for three or more numbers of replicas.
 * By Levenberg and Marquardt, from one place for every sort of data: a fit that is stopped by a bound does not move along
 * it, so each of the bounds is also tried as an equality, and the best of the four fits is the answer.
 */
export function fitCoefficients(points: readonly ScalingPoint[]): Coefficients {
  const scale = scaleOf(points);
  const fits = FACES.map((face) => fitOn(face, points, scale));
  return fits.reduce((best, fit) => (fit.error < best.error ? fit : best)).coefficients;
}

/** What makes all coefficients, and the residuals, numbers of about 1. */
interface Scale {
  readonly lambdaPerSecond: number;
  readonly sigma: number;
  readonly kappa: number;
  /** By point: what a residual is divided by. */
  readonly residuals: readonly number[];
}

function scaleOf(points: readonly ScalingPoint[]): Scale {
  const most = Math.max(...points.map(({ replicas }) => replicas));
  const highest = Math.max(...points.map(({ ratePerSecond }) => Math.abs(ratePerSecond)));
  const lambdaPerSecond = Math.max(...points.map((point) => Math.abs(point.ratePerSecond) / point.replicas));
  // How many times more the points would be at worst if nothing were lost: what σ and κ have to explain.
  const lost = points.map(
    ({ replicas, ratePerSecond }) =>
      (lambdaPerSecond * replicas) / Math.max(ratePerSecond, highest / MOST_LOST),
  );
  const losses = Math.max(LEAST_LOST, Math.max(...lost) - 1);
  const errors = knownErrors(points) ?? points.map(() => 1);
  const least = Math.min(...errors);
  return {
    lambdaPerSecond,
    sigma: losses / (most - 1),
    kappa: losses / (most * (most - 1)),
    residuals: errors.map((error) => (highest * error) / least),
  };
}

const LEAST_LOST = 0.1;
const MOST_LOST = 1e4;
const START = 0.5;
const HIGHEST = 1e9;
/** The steps of one round, and the most rounds: on noisy data the library does not see that it has arrived. */
const STEPS = 8;
const ROUNDS = 25;
/** A round that gains less than this share of the error was the last. */
const LEAST_GAIN = 1e-9;

interface Fit {
  readonly error: number;
  readonly coefficients: Coefficients;
}

/** The library's own weights differ between its error and its steps (5.1.0), so residuals are scaled before. */
function fitOn(face: Face, points: readonly ScalingPoint[], scale: Scale): Fit {
  const { x, y, model } = scaledModel(points, scale);
  const options = {
    minValues: [0, 0, 0],
    maxValues: [HIGHEST, HIGHEST * face.sigma, HIGHEST * face.kappa],
    jacobianFunction: (parameters: readonly number[]) => (at: number) => {
      const [lambda = 0, sigma = 0, kappa = 0] = model.slopes(parameters, at);
      return [lambda, sigma * face.sigma, kappa * face.kappa];
    },
    damping: 1e-2,
    maxIterations: STEPS,
    errorTolerance: 1e-15,
  };
  let best = { parameterValues: [1, START * face.sigma, START * face.kappa], parameterError: Infinity };
  for (let round = 0; round < ROUNDS; round += 1) {
    const next = levenbergMarquardt({ x, y }, model.rate, {
      ...options,
      initialValues: best.parameterValues,
    });
    const isLast = next.parameterError > best.parameterError * (1 - LEAST_GAIN);
    best = next;
    if (isLast) break;
  }
  const [lambda = 0, sigma = 0, kappa = 0] = best.parameterValues;
  return {
    error: best.parameterError,
    coefficients: {
      lambdaPerSecond: lambda * scale.lambdaPerSecond,
      sigma: sigma * scale.sigma,
      kappa: kappa * scale.kappa,
    },
  };
}

/** The points and the law by the index of the point, in scaled residuals. */
function scaledModel(points: readonly ScalingPoint[], scale: Scale) {
  const rows = points.map(({ replicas, ratePerSecond }, at) => {
    const unit = scale.residuals[at] ?? 1;
    return {
      y: ratePerSecond / unit,
      linear: (scale.lambdaPerSecond * replicas) / unit,
      sigma: (replicas - 1) * scale.sigma,
      kappa: replicas * (replicas - 1) * scale.kappa,
    };
  });
  const slopes = ([lambda = 0, sigma = 0, kappa = 0]: readonly number[], at: number): readonly number[] => {
    const row = rows[at];
    if (row === undefined) return [];
    const share = row.linear / (1 + sigma * row.sigma + kappa * row.kappa);
    const slope = (-lambda * share * share) / row.linear;
    return [share, slope * row.sigma, slope * row.kappa];
  };
  const rate = (parameters: readonly number[]) => (at: number) =>
    (slopes(parameters, at)[0] ?? 0) * (parameters[0] ?? 0);
  return { x: rows.map((_, at) => at), y: rows.map((row) => row.y), model: { rate, slopes } };
}
