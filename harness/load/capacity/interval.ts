/** The bounds between which a figure lies with 95 % confidence, in the figure's unit. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

const TAIL = 0.025;

/** The middle 95 % of resampled values (the percentile interval, Efron 1979); null of none. */
export function intervalOf(values: readonly number[]): Interval | null {
  const sorted = Float64Array.from(values).sort();
  const low = sorted[Math.floor(TAIL * sorted.length)];
  const high = sorted[Math.ceil((1 - TAIL) * sorted.length) - 1];
  return low === undefined || high === undefined ? null : { low, high };
}
