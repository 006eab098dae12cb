import type { Limit } from '../../load/slo/slo.ts';

/** A whole number as people write it: `1,240`. */
export const thousands = (count: number): string => Math.round(count).toLocaleString('en-US');

/** A latency to four figures: `950 µs`, `249.7 ms`, `1.25 s`. */
export function latencyText(us: number): string {
  const { per, unit } = unitOf(us);
  return `${figures(us / per)} ${unit}`;
}

const unitOf = (us: number): { readonly per: number; readonly unit: string } => {
  if (us < 1e3) return { per: 1, unit: 'µs' };
  return us < 1e6 ? { per: 1e3, unit: 'ms' } : { per: 1e6, unit: 's' };
};

const figures = (value: number): string => String(Number(value.toPrecision(4)));

/** A value of what a limit is about, with its unit. */
export function valueText(limit: Limit, value: number): string {
  switch (limit.kind) {
    case 'quantile':
    case 'mean':
    case 'max':
      return latencyText(value);
    case 'errors':
      return `${figures(value * 100)} %`;
    case 'rate':
      return `${figures(value)}/s`;
  }
}

/** An interval of it: `231–268 ms`; `…` for an end that it does not have. */
export function intervalText(limit: Limit, low: number | null, high: number | null): string {
  const [from, to] = [low, high].map((end) => (end === null ? '…' : valueText(limit, end)));
  const shared = / ?[^\d. ]+$/u.exec(from ?? '')?.[0];
  const isSame = shared !== undefined && from !== '…' && to?.endsWith(shared);
  return `${isSame ? from?.slice(0, -shared.length) : from}–${to}`;
}

/** The limit itself, as a value of its kind. */
export function limitOf(limit: Limit): number {
  switch (limit.kind) {
    case 'quantile':
    case 'mean':
    case 'max':
      return limit.limitUs;
    case 'errors':
      return limit.limitShare;
    case 'rate':
      return limit.limitPerSecond;
  }
}
