import type { Random } from '../../time/random.ts';
import { type Buckets, highestUs, mergeBuckets, quantileUs } from '../buckets.ts';
import { middleOf, resample } from './block-bootstrap.ts';
import { quantileOfBlocks } from './block-quantile.ts';

/** The median is where a drift shows first, the p95 where a backlog does. */
const SHARES = [0.5, 0.95] as const;
/** A third of fewer seconds does not show how much seconds differ by themselves. */
const LEAST_SECONDS = 5;
const CONFIDENCE = 0.99;
/** Less than a quarter longer or shorter does not matter. */
const MATERIAL_RATIO = 1.25;
const RESAMPLES = 500;

/** Whether the last third of a run is like its first. */
export type Stationarity =
  | { readonly kind: 'alike' }
  | { readonly kind: 'too short'; readonly seconds: number; readonly needed: number }
  | { readonly kind: 'drifts'; readonly drift: Drift };

/** How a quantile (`share` of all, 0 to 1) of the last third differs from that of the first, with the interval of their ratio. */
interface Drift {
  readonly share: number;
  readonly firstUs: number;
  readonly lastUs: number;
  readonly ratio: readonly [number, number];
}

/** From how many µs on a difference matters, by the quantile (0 to 1) that differs. */
export type Materiality = (share: number) => number;

/**
 * Compares the first third of a run with its last, second by second. It drifts when the median or the p95 differs by more than what
 * matters and the 99 % block-bootstrap interval of their ratio lies wholly beyond 1 ÷ 1.25 to 1.25. Simulated, with 1 ms for what matters, 30 s with 100 answers a second: a run
 * without drift is called drifting less than once in 200, one whose latency doubles from begin to end at least 95 times in 100. Slow waves
 * (30 % up and down, with a memory of some seconds) are taken for a drift once in ten: then the thirds did differ.
 */
export function stationarityOf(
  seconds: readonly Buckets[],
  materialUs: Materiality,
  random: Random,
): Stationarity {
  const third = Math.floor(seconds.length / 3);
  const needed = 3 * LEAST_SECONDS;
  if (third < LEAST_SECONDS) return { kind: 'too short', seconds: seconds.length, needed };
  const [first, last] = [seconds.slice(0, third), seconds.slice(-third)];
  for (const share of SHARES) {
    const drift = driftOf({ share, first, last, random });
    if (drift !== null && isMaterial(drift, materialUs(share))) return { kind: 'drifts', drift };
  }
  return { kind: 'alike' };
}

interface Thirds {
  readonly share: number;
  readonly first: readonly Buckets[];
  readonly last: readonly Buckets[];
  readonly random: Random;
}

function driftOf({ share, first, last, random }: Thirds): Drift | null {
  const firstUs = quantileUs(mergeBuckets(first), share);
  const lastUs = quantileUs(mergeBuckets(last), share);
  const before = drawnUs(first, share, random);
  // Both were drawn by themselves: any drawing of one goes with any of the other.
  const ratios = random
    .shuffle([...drawnUs(last, share, random)])
    .map((us, at) => us / (before[at % before.length] ?? NaN));
  const ratio = middleOf(Float64Array.from(ratios).sort(), CONFIDENCE);
  return firstUs === null || lastUs === null || ratio === null ? null : { share, firstUs, lastUs, ratio };
}

const drawnUs = (third: readonly Buckets[], share: number, random: Random): Float64Array =>
  resample(quantileOfBlocks(third, share), random, RESAMPLES).map((index) => Math.max(1, highestUs(index)));

const isMaterial = ({ firstUs, lastUs, ratio: [low, high] }: Drift, materialUs: number): boolean =>
  Math.abs(lastUs - firstUs) > materialUs && (low > MATERIAL_RATIO || high < 1 / MATERIAL_RATIO);
