import {
  type Buckets,
  bucketAtRank,
  countOf,
  highestUs,
  LAST_BUCKET,
  lowestUs,
  maxUs,
  mergeBuckets,
  quantileUs,
  totalUs,
} from '../../load/buckets.ts';
import {
  type BlockStatistic,
  middleOf,
  ratioOfBlocks,
  resample,
} from '../../load/statistics/block-bootstrap.ts';
import { quantileOfBlocks } from '../../load/statistics/block-quantile.ts';
import { leastSamples, quantileRanks } from '../../load/statistics/quantile-ranks.ts';
import { shareInterval } from '../../load/statistics/share-interval.ts';
import { randomFrom } from '../../time/random.ts';
import type { Slo } from '../../load/slo/slo.ts';
import type { Objective } from './objective.ts';
import { type ErrorsBySecond, errorsBySecond, rightBySecond, wholeSeconds } from './seconds.ts';

/** What was seen of an objective, in the unit of its limit: µs, a share, or answers a second. */
export interface Estimate {
  /** Null when there was nothing to see it of. */
  readonly observed: number | null;
  /** The interval, of 95 % but where it is told otherwise; null where it has no end. */
  readonly low: number | null;
  readonly high: number | null;
  readonly samples: number;
  /** With fewer samples, or seconds, the interval cannot have two ends. */
  readonly leastSamples: number;
  readonly seconds: number;
  readonly leastSeconds: number;
}

const CONFIDENCE = 0.95;
/** Half of the doubt is beyond each end. */
const SURE_OF_EACH_END = 1 - (1 - CONFIDENCE) / 2;
/** Fewer seconds do not show how much seconds differ. */
const LEAST_SECONDS = 10;
/** The same history is to have the same verdict. */
const SEED = '510';

/** With fewer samples the interval of what an objective is about cannot have two ends. */
export function leastSamplesFor({ limit }: Slo): number {
  switch (limit.kind) {
    case 'quantile':
      return leastSamples(limit.percent / 100, SURE_OF_EACH_END);
    case 'errors':
      return leastSamples(1 - limit.limitShare, SURE_OF_EACH_END);
    case 'mean':
    case 'max':
      return 1;
    case 'rate':
      return 0;
  }
}

/** What was seen of it, with the wider of the intervals that hold for independent answers and for seconds that differ. */
export function estimateOf(objective: Objective, confidence = CONFIDENCE): Estimate {
  const estimate = seenOf(objective, confidence);
  return { ...estimate, leastSamples: leastSamplesFor(objective.slo) };
}

type Seen = Omit<Estimate, 'leastSamples'>;

function seenOf(objective: Objective, confidence: number): Seen {
  const { limit } = objective.slo;
  switch (limit.kind) {
    case 'quantile':
      return quantileEstimate(rightBySecond(objective), limit.percent / 100, confidence);
    case 'mean':
      return meanEstimate(rightBySecond(objective), confidence);
    case 'max':
      return maxEstimate(rightBySecond(objective));
    case 'errors':
      return errorEstimate(errorsBySecond(objective), confidence);
    case 'rate':
      return rateEstimate(wholeSeconds(objective).map(countOf), confidence);
  }
}

function quantileEstimate(seconds: readonly Buckets[], share: number, confidence: number): Seen {
  const all = mergeBuckets(seconds);
  const samples = countOf(all);
  const { lower, upper } = quantileRanks(samples, share, confidence);
  const lowest = lower === null ? null : bucketAtRank(all, lower);
  const highest = upper === null ? null : bucketAtRank(all, upper);
  const drawn = bootstrap(quantileOfBlocks(seconds, share), confidence);
  return {
    observed: quantileUs(all, share),
    low: lowest === null || drawn === null ? null : lowestUs(Math.min(lowest, drawn[0])),
    high: highest === null || drawn === null ? null : endUs(Math.max(highest, drawn[1])),
    samples,
    seconds: seconds.length,
    leastSeconds: LEAST_SECONDS,
  };
}

/** What is in the last bucket may have taken any time. */
const endUs = (index: number): number | null => (index === LAST_BUCKET ? null : highestUs(index));

const bootstrap = (statistic: BlockStatistic, confidence: number): readonly [number, number] | null =>
  statistic.blocks < LEAST_SECONDS ? null : middleOf(resample(statistic, randomFrom(SEED)), confidence);

/** Of something that is a ratio of sums over the seconds. */
function ratioEstimate(parts: readonly number[], wholes: readonly number[], confidence: number): Seen {
  const whole = sumOf(wholes);
  const drawn = bootstrap(ratioOfBlocks(parts, wholes), confidence);
  return {
    observed: whole === 0 ? null : sumOf(parts) / whole,
    low: drawn?.[0] ?? null,
    high: drawn?.[1] ?? null,
    samples: whole,
    seconds: wholes.length,
    leastSeconds: LEAST_SECONDS,
  };
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

function meanEstimate(seconds: readonly Buckets[], confidence: number): Seen {
  const estimate = ratioEstimate(seconds.map(totalUs), seconds.map(countOf), confidence);
  return endUs(mergeBuckets(seconds).indexes.at(-1) ?? 0) === null ? { ...estimate, high: null } : estimate;
}

/** The longest answer of a run is a fact about the run: it has no interval but that of its bucket. */
function maxEstimate(seconds: readonly Buckets[]): Seen {
  const all = mergeBuckets(seconds);
  const last = all.indexes.at(-1) ?? null;
  return {
    observed: maxUs(all),
    low: last === null ? null : lowestUs(last),
    high: last === null ? null : endUs(last),
    samples: countOf(all),
    seconds: seconds.length,
    leastSeconds: 1,
  };
}

function errorEstimate({ errors, all }: ErrorsBySecond, confidence: number): Seen {
  const estimate = ratioEstimate(errors, all, confidence);
  const [low, high] = shareInterval(sumOf(errors), estimate.samples, confidence);
  return {
    ...estimate,
    low: estimate.low === null ? null : Math.min(low, estimate.low),
    high: estimate.high === null ? null : Math.max(high, estimate.high),
  };
}

function rateEstimate(rightBySecond: readonly number[], confidence: number): Seen {
  const perSecond = ratioEstimate(
    rightBySecond,
    rightBySecond.map(() => 1),
    confidence,
  );
  return { ...perSecond, samples: sumOf(rightBySecond) };
}
