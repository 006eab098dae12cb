import type { InputOf } from '../../history/vocabulary.ts';

/** When a load was at its height, in ms since it began: what is before it is as it was, and after it should be again. */
export interface Burst {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly peakPerSecond: number;
}

/** The phases at the highest rate; null where none is before or after them, or the rate is the same all the time. */
export function burstOf({ phases }: Pick<InputOf<'load'>, 'phases'>): Burst | null {
  const heightOf = ({ fromPerSecond, toPerSecond }: (typeof phases)[number]): number =>
    Math.max(fromPerSecond, toPerSecond);
  const peakPerSecond = Math.max(...phases.map(heightOf));
  const isHigh = phases.map((phase) => heightOf(phase) === peakPerSecond);
  const [first, last] = [isHigh.indexOf(true), isHigh.lastIndexOf(true)];
  if (first <= 0 || last === phases.length - 1) return null;
  const lengthMs = (end: number): number =>
    phases.slice(0, end).reduce((sum, { durationMs }) => sum + durationMs, 0);
  return { fromMs: lengthMs(first), untilMs: lengthMs(last + 1), peakPerSecond };
}
