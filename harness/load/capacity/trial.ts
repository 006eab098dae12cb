/** Why a rate is tried: to find one that breaks, one that holds, the border between, or the same again. */
export type Purpose = 'double' | 'halve' | 'bisect' | 'confirm';

/** What a trial showed of a rate. */
export type Outcome =
  /** The service level objective was met. */
  | 'held'
  | 'broken'
  /** The generator was the limit, so the trial says nothing of the system. */
  | 'generator'
  /** The objective could be judged neither way. */
  | 'undecided';

/** One trial of a rate, as it was asked for and as it came out. */
export interface Trial {
  readonly ratePerSecond: number;
  readonly purpose: Purpose;
  readonly outcome: Outcome;
  readonly tookMs: number;
}

/** What a rate was taken for, its repetitions together. */
export interface Finding {
  readonly ratePerSecond: number;
  readonly purpose: Purpose;
  readonly taken: 'held' | 'broken' | 'generator';
  /** True when it is only taken for broken, as no trial of it could be decided. */
  readonly assumed: boolean;
}

/** How often a trial that shows nothing is repeated, at the most. */
export const REPEATS = 2;

/**
 * The trials in the order in which they were asked for, the repetitions of each rate taken together: undecided ones for
 * broken after the last repetition; the generator's limit for itself, but in a confirmation, where the generator has
 * managed that rate before, only after the last repetition. A trial that will be repeated is no finding yet.
 */
export function findingsOf(trials: readonly Trial[]): readonly Finding[] {
  const findings: Finding[] = [];
  let repeated = 0;
  for (const trial of trials) {
    if (showsNothing(trial) && repeated < REPEATS) {
      repeated += 1;
      continue;
    }
    const { ratePerSecond, purpose, outcome } = trial;
    const assumed = outcome === 'undecided';
    findings.push({ ratePerSecond, purpose, taken: assumed ? 'broken' : outcome, assumed });
    repeated = 0;
  }
  return findings;
}

const showsNothing = ({ outcome, purpose }: Trial): boolean =>
  outcome === 'undecided' || (outcome === 'generator' && purpose === 'confirm');
