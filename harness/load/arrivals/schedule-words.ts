import type { Phase, Schedule } from './schedule.ts';

/** The schedule in words, as `500/s for 30 s, Poisson`. */
export function wordsOfSchedule({ phases, spacing }: Schedule): string {
  const rates = phases.map(wordsOfPhase).join(', then ');
  return `${rates}, ${spacing === 'even' ? 'evenly spaced' : 'Poisson'}`;
}

function wordsOfPhase({ fromPerSecond, toPerSecond, durationMs }: Phase): string {
  const seconds = `${figure(durationMs / 1000)} s`;
  if (fromPerSecond === toPerSecond) return `${figure(fromPerSecond)}/s for ${seconds}`;
  return `${figure(fromPerSecond)}/s to ${figure(toPerSecond)}/s in ${seconds}`;
}

/** Four digits that matter, without zeros at the end. */
const figure = (value: number): string =>
  String(value >= 1000 ? Math.round(value) : Number(value.toPrecision(4)));
