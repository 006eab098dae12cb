import type { Violation } from '../checkers/verdict.ts';
import type { CheckRecord, SavedRun } from '../scenario/record.ts';
import { counted, replicasUp } from './format.ts';
import { failedFirst } from './status.ts';

export type SavedScenario = SavedRun['scenarios'][number];

/** A violation with the place it was found in. */
export interface Finding {
  readonly scenario: string;
  readonly check: CheckRecord;
  readonly violation: Violation;
}

/** Something the run could not say. */
export interface Doubt {
  readonly scenario: string;
  /** Null when it is the whole scenario. */
  readonly check: string | null;
  readonly status: 'unknown' | 'skipped';
  readonly reason: string;
}

/** The violations of a check; none when it is valid or unknown. */
export function violationsOf({ verdict }: CheckRecord): readonly Violation[] {
  return verdict.status === 'invalid' ? verdict.violations : [];
}

/** The checks that were broken. */
export function brokenChecks({ verdict }: SavedScenario): readonly CheckRecord[] {
  return (verdict?.checks ?? []).filter((check) => check.verdict.status === 'invalid');
}

/** A scenario's violations: the first of every check before the second of any. */
export function findingsOf(scenario: SavedScenario): Finding[] {
  return firstsBeforeSeconds([scenario]);
}

/** The run's violations, worst first: the first of every check of every scenario before the second of any. */
export function worstFindings(run: SavedRun): Finding[] {
  return firstsBeforeSeconds(failedFirst(run.scenarios));
}

function firstsBeforeSeconds(scenarios: readonly SavedScenario[]): Finding[] {
  const ranked = scenarios.flatMap((scenario) =>
    brokenChecks(scenario).flatMap((check) =>
      violationsOf(check).map((violation, rank) => ({
        rank,
        finding: { scenario: scenario.outcome.name, check, violation },
      })),
    ),
  );
  return ranked.toSorted((left, right) => left.rank - right.rank).map(({ finding }) => finding);
}

/** What a scenario leaves open, its own reason before those of its checks. */
export function doubtsOf(scenario: SavedScenario): Doubt[] {
  const { name, status, reason } = scenario.outcome;
  const open = (scenario.verdict?.checks ?? []).flatMap(({ name: check, verdict }): Doubt[] =>
    verdict.status === 'unknown'
      ? [{ scenario: name, check, status: 'unknown', reason: verdict.reason }]
      : [],
  );
  if (status !== 'unknown' && status !== 'skipped') return open;
  if (open.some((doubt) => reason === null || doubt.reason === reason)) return open;
  return [{ scenario: name, check: null, status, reason: reason ?? 'no reason was recorded' }, ...open];
}

/** The culprits that the message does not name anyway. */
export function unnamedCulprits({ message, culprits }: Violation): readonly string[] {
  return culprits.filter((culprit) => !message.includes(culprit));
}

function heldClaims({ scenarios }: SavedRun): string {
  const judged = scenarios.filter(({ outcome }) => outcome.status === 'valid');
  const claims = judged.reduce((sum, { verdict }) => sum + (verdict?.checks.length ?? 0), 0);
  return `${counted(claims, 'claim')} of ${counted(judged.length, 'scenario')}`;
}

/** One sentence for why the run ended as it did. */
export function reasonOf(run: SavedRun): string {
  const [worst] = worstFindings(run);
  const [doubt] = run.scenarios.flatMap(doubtsOf);
  if (run.record.finishedAt === null)
    return 'The run was cut short: what follows is what it had judged by then.';
  if (worst) return worst.violation.message;
  if (run.scenarios.length === 0) return 'No scenario ran, so nothing was proved.';
  if (run.record.status !== 'valid' && doubt) return `${doubt.scenario}: ${doubt.reason}`;
  return `${[`${heldClaims(run)} held`, ...replicasUp(run.record)].join(' on ')}.`;
}
