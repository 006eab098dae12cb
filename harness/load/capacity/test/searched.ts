import { nextStep, type Step, type Stop } from '../search.ts';
import { DEFAULT_SEARCH, mostTrials, type SearchSettings } from '../search-settings.ts';
import type { Outcome, Purpose, Trial } from '../trial.ts';

/** What comes out when a rate is tried for the so-and-so-manieth time. */
export type System = (ratePerSecond: number, trial: number, purpose: Purpose) => Outcome;

/** A whole search against a simulated system, each trial of a minute; fails when it takes more trials than it may. */
export function searched(
  system: System,
  over: Partial<SearchSettings> = {},
): { readonly trials: readonly Trial[]; readonly stop: Stop } {
  const settings = { ...DEFAULT_SEARCH, ...over };
  const trials: Trial[] = [];
  for (;;) {
    const step: Step = nextStep(trials, settings);
    if (step.kind === 'stop') return { trials, stop: step.stop };
    const outcome = system(step.ratePerSecond, trials.length, step.purpose);
    trials.push({ ratePerSecond: step.ratePerSecond, purpose: step.purpose, outcome, tookMs: 60_000 });
    if (trials.length > mostTrials(settings)) throw new Error(`more than ${mostTrials(settings)} trials`);
  }
}
