import type { Random } from '../../time/random.ts';

/** Something that can be computed of blocks of a run (its seconds), drawn by number and with repetitions. */
export interface BlockStatistic {
  readonly blocks: number;
  /** Null when what was drawn has no such value. */
  readonly valueOf: (drawn: Uint32Array) => number | null;
}

/** How many times the blocks are drawn, when nobody says. */
const RESAMPLES = 1000;

/**
 * The statistic of as many blocks as there are, drawn at random with repetitions, over and over; ascending (Künsch 1989: what
 * follows from one another within a block stays together). Drawings without a value are left out.
 */
export function resample(
  { blocks, valueOf }: BlockStatistic,
  random: Random,
  resamples = RESAMPLES,
): Float64Array {
  const drawn = new Uint32Array(blocks);
  const values = new Float64Array(resamples);
  let count = 0;
  for (let at = 0; at < resamples; at += 1) {
    for (let place = 0; place < blocks; place += 1) drawn[place] = random.below(blocks);
    const value = blocks === 0 ? null : valueOf(drawn);
    if (value !== null) values[count++] = value;
  }
  return values.subarray(0, count).sort();
}

/** Between which values the middle share `confidence` of the ascending ones lies; null of none (Efron's percentile interval). */
export function middleOf(ascending: Float64Array, confidence: number): readonly [number, number] | null {
  const cut = Math.floor(((1 - confidence) / 2) * ascending.length + 1e-9);
  const [low, high] = [ascending[cut], ascending[ascending.length - 1 - cut]];
  return low === undefined || high === undefined ? null : [low, high];
}

/** A ratio of sums over the blocks: errors to answers, time to answers, answers to seconds. One number of each for a block. */
export function ratioOfBlocks(parts: ArrayLike<number>, wholes: ArrayLike<number>): BlockStatistic {
  return {
    blocks: wholes.length,
    valueOf: (drawn) => {
      let [part, whole] = [0, 0];
      for (const block of drawn) {
        part += parts[block] ?? 0;
        whole += wholes[block] ?? 0;
      }
      return whole === 0 ? null : part / whole;
    },
  };
}
