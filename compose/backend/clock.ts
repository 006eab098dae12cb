/** Where the time comes from; the two functions below are the only readers of the machine's clock here. */
export interface Clock {
  /** Milliseconds since 1970, for comparison with a token's `exp`. */
  readonly nowMs: () => number;
  /** Milliseconds that never go back, for measuring spans. */
  readonly monotonicMs: () => number;
}

/** The machine's clock. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
};
