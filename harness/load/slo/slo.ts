/** A service level objective: what of a load is measured, whose, and the limit it has to keep. */
export interface Slo {
  readonly limit: Limit;
  /** The operation it is about; null for all together. */
  readonly operation: string | null;
  readonly replica: ReplicaScope;
  /** Whether the limit itself is already too much: `<` and not `<=`. */
  readonly isStrict: boolean;
}

/** Latencies are of right answers, from the due time. */
export type Limit =
  /** The latency of so many of a hundred answers. */
  | { readonly kind: 'quantile'; readonly percent: number; readonly limitUs: number }
  | { readonly kind: 'mean'; readonly limitUs: number }
  | { readonly kind: 'max'; readonly limitUs: number }
  /** The share, from 0 to 1, of requests that were not answered rightly. */
  | { readonly kind: 'errors'; readonly limitShare: number }
  /** How many right answers a second there are at least. */
  | { readonly kind: 'rate'; readonly limitPerSecond: number };

export type ReplicaScope =
  /** Whoever answered. */
  | { readonly kind: 'any' }
  /** Each replica by itself. */
  | { readonly kind: 'each' }
  | { readonly kind: 'one'; readonly name: string };

/** The objective as text, in the one form that parses to it again: `p99(login)@b-2<250ms`. */
export function sloText(slo: Slo): string {
  return `${subjectText(slo)}${comparisonText(slo)}${limitText(slo.limit)}`;
}

/** What is measured, and whose: `p99(login)@b-2`. */
export function subjectText({ limit, operation, replica }: Slo): string {
  const name = limit.kind === 'quantile' ? `p${decimal(limit.percent)}` : limit.kind;
  return `${name}${operation === null ? '' : `(${operation})`}${scopeText(replica)}`;
}

function scopeText(replica: ReplicaScope): string {
  switch (replica.kind) {
    case 'any':
      return '';
    case 'each':
      return '@each';
    case 'one':
      return `@${replica.name}`;
  }
}

const comparisonText = ({ limit, isStrict }: Slo): string =>
  `${limit.kind === 'rate' ? '>' : '<'}${isStrict ? '' : '='}`;

/** The limit with its unit: `250ms`, `0.1%`, `495`. */
export function limitText(limit: Limit): string {
  switch (limit.kind) {
    case 'quantile':
    case 'mean':
    case 'max':
      return durationText(limit.limitUs);
    case 'errors':
      return `${decimal(limit.limitShare * 100)}%`;
    case 'rate':
      return decimal(limit.limitPerSecond);
  }
}

function durationText(us: number): string {
  if (us >= 1e6) return `${decimal(us / 1e6)}s`;
  return us >= 1e3 ? `${decimal(us / 1e3)}ms` : `${decimal(us)}µs`;
}

const SIGNIFICANT_DIGITS = 12;

/** The number without what binary adds to it: 0.7 % is 0.007, and 0.7 % again. */
export const asWritten = (value: number): number => Number(value.toPrecision(SIGNIFICANT_DIGITS));

/** Never with an exponent, which would not be read again. */
const decimal = (value: number): string =>
  value.toLocaleString('en-US', { useGrouping: false, maximumSignificantDigits: SIGNIFICANT_DIGITS });
