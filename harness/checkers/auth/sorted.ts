/** How many of the ascending values are at most `limit`. O(log n). */
export function countUpTo(ascending: readonly number[], limit: number): number {
  let [from, to] = [0, ascending.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((ascending[middle] ?? Infinity) <= limit) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** The value below which the given share of the values lies (nearest rank); null for none. */
export function quantile(values: readonly number[], share: number): number | null {
  const ascending = values.toSorted((a, b) => a - b);
  return ascending[Math.max(0, Math.ceil(share * ascending.length) - 1)] ?? null;
}
