/**
 * The smallest value such that at least the fraction of all values is no greater (nearest rank: no interpolation);
 * null of none. A fraction of 0.5 is the lower median.
 */
export function nearestRank(values: readonly number[], fraction: number): number | null {
  const sorted = Float64Array.from(values).sort();
  const rank = Math.min(sorted.length, Math.max(1, Math.ceil(fraction * sorted.length)));
  return sorted[rank - 1] ?? null;
}
