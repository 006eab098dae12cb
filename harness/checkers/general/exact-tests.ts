/** The logarithms of the factorials from 0! to n!. */
function logFactorials(n: number): Float64Array {
  const logs = new Float64Array(n + 1);
  for (let at = 2; at <= n; at += 1) logs[at] = (logs[at - 1] ?? 0) + Math.log(at);
  return logs;
}

/** So many hits among so many tries. */
export interface Share {
  readonly hits: number;
  readonly tries: number;
}

/** How likely so large a share of one is, if the hits were dealt out to both at random: Fisher's exact test, one-sided. */
export function chanceOfShare(one: Share, others: Share): number {
  const [hits, tries] = [one.hits + others.hits, one.tries + others.tries];
  const logs = logFactorials(tries);
  const choose = (n: number, k: number): number => (logs[n] ?? 0) - (logs[k] ?? 0) - (logs[n - k] ?? 0);
  let chance = 0;
  for (let own = one.hits; own <= Math.min(hits, one.tries); own += 1) {
    if (hits - own > others.tries) continue;
    chance += Math.exp(choose(one.tries, own) + choose(others.tries, hits - own) - choose(tries, hits));
  }
  return Math.min(1, chance);
}

/**
 * A bound below the median of what the values were drawn from, whatever its form: wrong with at most the given chance
 * (an order statistic, by the sign test). Null when there are too few values for one.
 */
export function leastMedian(values: readonly number[], chance: number): number | null {
  const sorted = Float64Array.from(values).sort();
  const logs = logFactorials(sorted.length);
  let [place, tail] = [-1, 0];
  for (let below = 0; below < sorted.length; below += 1) {
    const logTerm = (logs[sorted.length] ?? 0) - (logs[below] ?? 0) - (logs[sorted.length - below] ?? 0);
    tail += Math.exp(logTerm - sorted.length * Math.LN2);
    if (tail > chance) break;
    place = below;
  }
  return sorted[place] ?? null;
}
