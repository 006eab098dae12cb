import betainc from '@stdlib/math-base-special-betainc';

/** Ranks, from 1, of the values between which a quantile lies; null where the values do not bound it on that side. */
export interface RankInterval {
  readonly lower: number | null;
  readonly upper: number | null;
}

/**
 * Between which of `count` ordered values the quantile of what they were drawn from lies, at `confidence` (0 to 1, half of the
 * doubt on each side), whatever the distribution: exact binomial order statistics (Hahn and Meeker, Statistical Intervals, 5.2).
 * `share` is that of the quantile, between 0 and 1. Holds for independent values.
 */
export function quantileRanks(count: number, share: number, confidence: number): RankInterval {
  const tail = (1 - confidence) / 2;
  // Of the ranks from 1 on, these are likely at or below the quantile; and these not surely above it.
  const lower = lastRank(count, (rank) => chanceOfAtLeast(rank, count, share) >= 1 - tail);
  const below = lastRank(count, (rank) => chanceOfAtLeast(rank, count, share) > tail);
  return { lower: lower === 0 ? null : lower, upper: below === count ? null : below + 1 };
}

/** The fewest values that, all within a limit, show that the quantile is: `ln(1 − confidence) ÷ ln(share)`, rounded up. */
export const leastSamples = (share: number, confidence: number): number =>
  Math.ceil(Math.log(1 - confidence) / Math.log(share) - 1e-9);

/** How likely at least `hits` of `count` tries succeed, each with the chance `share`. */
const chanceOfAtLeast = (hits: number, count: number, share: number): number =>
  betainc(share, hits, count - hits + 1);

/** The last rank that passes, where those after it do not; 0 when none does. */
function lastRank(count: number, passes: (rank: number) => boolean): number {
  let [passing, failing] = [0, count + 1];
  while (failing - passing > 1) {
    const middle = Math.floor((passing + failing) / 2);
    if (passes(middle)) passing = middle;
    else failing = middle;
  }
  return passing;
}
