import { constant, type Profile, ramp, spike, steps } from './profile.ts';

/** A profile, no rate at all, or what is wrong with the text, as the end of a sentence that begins with the option's name. */
export type ParsedRate =
  | { readonly kind: 'profile'; readonly profile: Profile }
  | { readonly kind: 'max' }
  | { readonly kind: 'problem'; readonly problem: string };

/** Far above what one machine can offer: more is a slip of the finger. */
const MOST_PER_SECOND = 1_000_000;
const FORM =
  'must be a rate per second, as 500, 100..500 (ramp), 100,200,400 (steps) or 100^1000 (spike); or max, a closed loop';
const RANGE = `must be rates from 0 to ${MOST_PER_SECOND} per second, and not all 0`;
const PEAK = 'must rise to its peak: 100^1000 is 100/s with 1000/s in the middle third';

/**
 * Reads a rate per second as the command line gives it: `500`; `100..500`, a ramp; `100,200,400`, steps of equal
 * length; `100^1000`, a spike: the base, and the peak in the middle third; `max`, as much as is answered.
 */
export function parseRate(text: string): ParsedRate {
  if (text === 'max') return { kind: 'max' };
  const [, separator = ','] = /^[\d.]*\d(\.\.|\^|,)/u.exec(text) ?? [];
  const rates = text.split(separator).map((part) => (/^\d+(\.\d+)?$/u.test(part) ? Number(part) : NaN));
  if (rates.some(Number.isNaN)) return wrong(FORM);
  if (Math.max(...rates) > MOST_PER_SECOND || Math.max(...rates) === 0) return wrong(RANGE);
  const [first = 0, second = first, ...more] = rates;
  if (separator === ',') return parsed(rates.length === 1 ? constant(first) : steps(...rates));
  if (more.length > 0) return wrong(FORM);
  if (separator === '..') return parsed(ramp(first, second));
  return second > first ? parsed(spike(first, second)) : wrong(PEAK);
}

const parsed = (profile: Profile): ParsedRate => ({ kind: 'profile', profile });
const wrong = (problem: string): ParsedRate => ({ kind: 'problem', problem });
