import type { RunNs } from '../../time/clock.ts';
import { type Rate, roundingNs } from './rate.ts';

/**
 * A limiter as a scheduler sees it. It remembers its state after each admission, so that a search goes back by admitting
 * again with a smaller count.
 */
export interface Pacer {
  /** The earliest instant, not before `fromNs`, of the next admission after `count` of them. */
  readonly earliest: (count: number, fromNs: RunNs) => RunNs;
  /** Admits once more after `count` admissions. */
  readonly admit: (count: number, atNs: RunNs) => void;
}

/** Makes the pacer of one limiter for up to `most` admissions. */
export type PacerOf = (rate: Rate, most: number) => Pacer;

/** No more than the limit in any half-open window. */
export const slidingLog: PacerOf = ({ limit, windowNs }, most) => {
  const times = new Float64Array(most);
  return {
    earliest: (count, fromNs) => Math.max(fromNs, (times[count - limit] ?? -Infinity) + windowNs),
    admit: (count, atNs) => {
      times[count] = atNs;
    },
  };
};

/** A bucket of `limit` tokens, full at first, refilled evenly; kept as the time at which it is full again (GCRA, ITU-T I.371). */
export const tokenBucket: PacerOf = (rate, most) => {
  const tokenNs = rate.windowNs / rate.limit;
  const earlierNs = rate.windowNs - tokenNs + roundingNs(rate);
  const fullAgain = new Float64Array(most + 1).fill(-Infinity);
  return {
    earliest: (count, fromNs) => Math.max(fromNs, (fullAgain[count] ?? 0) - earlierNs),
    admit: (count, atNs) => {
      fullAgain[count + 1] = Math.max(fullAgain[count] ?? 0, atNs) + tokenNs;
    },
  };
};

/** Windows opened by the first admission after the last one was over. */
export const firstHitWindow: PacerOf = ({ limit, windowNs }, most) => {
  const opened = new Float64Array(most + 1).fill(-Infinity);
  const filled = new Uint32Array(most + 1).fill(limit);
  return {
    earliest: (count, fromNs) =>
      (filled[count] ?? 0) < limit ? fromNs : Math.max(fromNs, (opened[count] ?? 0) + windowNs),
    admit: (count, atNs) => {
      const isOver = atNs >= (opened[count] ?? 0) + windowNs;
      opened[count + 1] = isOver ? atNs : (opened[count] ?? 0);
      filled[count + 1] = isOver ? 1 : (filled[count] ?? 0) + 1;
    },
  };
};
