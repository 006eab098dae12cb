import quantile from '@stdlib/stats-base-dists-beta-quantile';

/**
 * The Clopper–Pearson interval of a share, `[low, high]` from 0 to 1: exact, never too narrow (Clopper and Pearson 1934).
 * Of no calls it is everything, from 0 to 1.
 */
export function shareInterval(hits: number, calls: number, confidence: number): readonly [number, number] {
  const tail = (1 - confidence) / 2;
  const low = hits === 0 ? 0 : quantile(tail, hits, calls - hits + 1);
  const high = hits === calls ? 1 : quantile(1 - tail, hits + 1, calls - hits);
  return [low, high];
}
