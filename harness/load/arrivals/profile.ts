import type { Phase } from './schedule.ts';

/** The form of a load's rate over time, in calls per second, apart from how long it takes. */
export type Profile =
  | { readonly kind: 'constant'; readonly ratePerSecond: number }
  /** In a straight line from one rate to the other. */
  | { readonly kind: 'ramp'; readonly fromPerSecond: number; readonly toPerSecond: number }
  /** One rate after the other, all for the same time. */
  | { readonly kind: 'steps'; readonly ratesPerSecond: readonly number[] }
  /** The base rate, but the peak rate in the middle third. */
  | { readonly kind: 'spike'; readonly basePerSecond: number; readonly peakPerSecond: number };

/** The same rate all the time, in calls per second. */
export const constant = (ratePerSecond: number): Profile => ({ kind: 'constant', ratePerSecond });

/** From one rate to another in a straight line, in calls per second. */
export const ramp = (fromPerSecond: number, toPerSecond: number): Profile => ({
  kind: 'ramp',
  fromPerSecond,
  toPerSecond,
});

/** One rate after the other, in calls per second, all for the same time. */
export const steps = (...ratesPerSecond: readonly number[]): Profile => ({ kind: 'steps', ratesPerSecond });

/** A base rate with a burst at the peak rate in the middle third, in calls per second. */
export const spike = (basePerSecond: number, peakPerSecond: number): Profile => ({
  kind: 'spike',
  basePerSecond,
  peakPerSecond,
});

/** The profile as phases that take `durationMs` together. */
export function phasesOf(profile: Profile, durationMs: number): readonly Phase[] {
  switch (profile.kind) {
    case 'constant':
      return flat([profile.ratePerSecond], durationMs);
    case 'ramp':
      return [{ fromPerSecond: profile.fromPerSecond, toPerSecond: profile.toPerSecond, durationMs }];
    case 'steps':
      return flat(profile.ratesPerSecond, durationMs);
    case 'spike':
      return flat([profile.basePerSecond, profile.peakPerSecond, profile.basePerSecond], durationMs);
  }
}

/** Phases of one rate each and of the same length. */
const flat = (ratesPerSecond: readonly number[], durationMs: number): readonly Phase[] =>
  ratesPerSecond.map((rate) => ({
    fromPerSecond: rate,
    toPerSecond: rate,
    durationMs: durationMs / ratesPerSecond.length,
  }));
