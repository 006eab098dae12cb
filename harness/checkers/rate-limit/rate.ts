/** What a limiter promises: at most `limit` admissions per window, whatever its kind counts as one. */
export interface Rate {
  readonly limit: number;
  readonly windowNs: number;
}

/**
 * What a limiter counts in: windows one after the other; the window before each instant; two adjoining windows, the
 * earlier one by its share of it; or tokens, as many as the limit, refilled evenly over a window.
 */
export const LIMITER_KINDS = {
  'fixed-window': 'windows one after the other',
  'sliding-log': 'the window before each instant',
  'sliding-counter': 'two adjoining windows, the earlier one by its share',
  'token-bucket': 'tokens, refilled evenly',
} as const;

export type LimiterKind = keyof typeof LIMITER_KINDS;

/** What sums of token times may be off by: the time of one token is seldom a whole number. */
export const roundingNs = ({ windowNs }: Rate): number => windowNs * 1e-9;
