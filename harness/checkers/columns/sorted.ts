/** The numbers in ascending order, in a form that sorts without a comparator call per pair. */
export const ascending = (values: readonly number[]): Float64Array => Float64Array.from(values).sort();

/** How many of the ascending numbers are below the bound: the index of the first that is not. */
export function countBelow(sorted: ArrayLike<number>, bound: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? Infinity) < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How many of the ascending numbers are at most the bound. */
export function countUpTo(sorted: ArrayLike<number>, bound: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? Infinity) <= bound) low = middle + 1;
    else high = middle;
  }
  return low;
}
