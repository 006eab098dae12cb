import type { RunNs } from '../../time/clock.ts';
import type { Random } from '../../time/random.ts';
import { type CumulativeRate, cumulativeRate } from './cumulative-rate.ts';
import type { Schedule } from './schedule.ts';

/** Due times one after the other, none earlier than the one before; a cursor, so that none of them is an object. */
export interface DueTimes {
  /** The next due time; Infinity, for ever, once there are no more. */
  readonly next: () => RunNs;
}

/** Which arrivals are wanted: those whose index is `thread` modulo `threads`. */
export interface Share {
  readonly thread: number;
  readonly threads: number;
}

const ALL: Share = { thread: 0, threads: 1 };

/**
 * The due times of a schedule, in ns since the load began: arrival k at the instant at which the cumulative rate is k,
 * or, at random, the sum of k + 1 exponential draws (a Poisson process by change of time; Çinlar 1975, Lewis & Shedler
 * 1979). Threads whose random numbers have the same seed share out the very times that one alone would see.
 */
export function dueTimes({ phases, spacing }: Schedule, random: Random, share: Share = ALL): DueTimes {
  const rate = cumulativeRate(phases);
  return spacing === 'even' ? evenTimes(rate, share) : poissonTimes(rate, random, share);
}

/** What a sum of a few rates may be off by, so that it does not bring one more arrival at the very end. */
const ROUNDING = 1e-12;

function evenTimes({ total, instantOf }: CumulativeRate, { thread, threads }: Share): DueTimes {
  const end = Math.ceil(total * (1 - ROUNDING));
  let index = thread - threads;
  return { next: () => ((index += threads) < end ? instantOf(index) : Infinity) };
}

function poissonTimes({ total, instantOf }: CumulativeRate, random: Random, share: Share): DueTimes {
  let count = 0;
  let skipped = share.thread;
  const next = (): RunNs => {
    for (; skipped >= 0; skipped -= 1) count += exponential(random);
    skipped = share.threads - 1;
    return count < total ? instantOf(count) : Infinity;
  };
  return { next };
}

const RESOLUTION = 2 ** 31;

/** An exponential draw of mean 1, above 0. */
const exponential = (random: Random): number => -Math.log((random.below(RESOLUTION) + 0.5) / RESOLUTION);
