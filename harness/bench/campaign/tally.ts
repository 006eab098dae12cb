import type { SavedRun } from '../../scenario/record.ts';
import { reasonOf } from '../../report/findings.ts';
import { duration, percent } from '../../report/format.ts';
import { type BoundUse, shareOf } from './bounds.ts';

/** What a campaign has seen so far of one scenario. */
export interface ScenarioTally {
  readonly scenario: string;
  readonly valid: number;
  readonly unknown: number;
  readonly invalid: number;
  readonly skipped: number;
  /** Of all bounds in all runs, the one of which most was used up. */
  readonly tightest: (BoundUse & { readonly seed: string }) | null;
}

/** One scenario of one run. */
export interface Seen {
  readonly scenario: SavedRun['scenarios'][number];
  readonly bounds: readonly BoundUse[];
  readonly seed: string;
}

/** The scenario's tally with one more run. */
export function count(before: ScenarioTally | undefined, { scenario, bounds, seed }: Seen): ScenarioTally {
  const { name, status } = scenario.outcome;
  const none = { scenario: name, valid: 0, unknown: 0, invalid: 0, skipped: 0, tightest: null };
  const tally: ScenarioTally = before ?? none;
  const tightest = bounds.reduce<ScenarioTally['tightest']>(
    (most, bound) => (most === null || shareOf(bound) > shareOf(most) ? { ...bound, seed } : most),
    tally.tightest,
  );
  return { ...tally, [status]: tally[status] + 1, tightest };
}

/** A line for each scenario, and one for all. */
export function tallyText(tallies: readonly ScenarioTally[]): string[] {
  const width = Math.max(...tallies.map(({ scenario }) => scenario.length), 'all'.length);
  const line = (name: string, counts: Omit<ScenarioTally, 'scenario'>): string => {
    const { valid, unknown, invalid, skipped, tightest } = counts;
    const figures = `valid ${valid}  unknown ${unknown}  invalid ${invalid}${skipped > 0 ? `  skipped ${skipped}` : ''}`;
    return `${name.padEnd(width)}  ${figures}${tightest === null ? '' : `  ${tightestText(tightest)}`}`;
  };
  const sum = (of: 'valid' | 'unknown' | 'invalid' | 'skipped'): number =>
    tallies.reduce((total, tally) => total + tally[of], 0);
  const all = {
    valid: sum('valid'),
    unknown: sum('unknown'),
    invalid: sum('invalid'),
    skipped: sum('skipped'),
  };
  return [...tallies.map((tally) => line(tally.scenario, tally)), line('all', { ...all, tightest: null })];
}

const tightestText = ({ bound, usedMs, allowedMs, seed }: BoundUse & { readonly seed: string }): string =>
  `at most ${percent(usedMs, allowedMs)} of a bound: ${bound} ${duration(usedMs)} of ${duration(allowedMs)} (seed ${seed})`;

/** Why a run was not valid, each scenario's first reason. */
export function reasonsOf(run: SavedRun): string[] {
  return run.scenarios
    .filter(({ outcome }) => outcome.status === 'invalid' || outcome.status === 'unknown')
    .map(
      (scenario) =>
        `${scenario.outcome.name} ${scenario.outcome.status}: ${reasonOf({ ...run, scenarios: [scenario] })}`,
    );
}
