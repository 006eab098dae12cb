import { nearestRankOf } from '../../load/buckets.ts';

/**
 * The smallest value such that at least the fraction of all values is no greater (nearest rank: no interpolation);
 * null of none. A fraction of 0.5 is the lower median.
 */
export function nearestRank(values: readonly number[], fraction: number): number | null {
  const sorted = Float64Array.from(values).sort();
  return sorted[nearestRankOf(fraction, sorted.length) - 1] ?? null;
}
