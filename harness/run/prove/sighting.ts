import type { Violation } from '../../checkers/verdict.ts';
import type { AnyOperation } from '../../history/operation.ts';
import type { ScenarioVerdict } from '../../scenario/record.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { nsToMs } from '../../time/clock.ts';

/** A scenario's promise to find a sabotage. */
export type Claim = Scenario['sabotage'][number];

/** One run with a sabotage planted. */
export interface PlantedRun {
  /** Null when the cluster did not come up. */
  readonly verdict: ScenarioVerdict | null;
  /** Why there is no verdict. */
  readonly reason: string | null;
  readonly operations: readonly AnyOperation[];
}

/** Whether one run kept one claim. */
export interface Sighting {
  readonly isDetected: boolean;
  /** Null when it was missed, or when what met the claim cites no operation. */
  readonly timeToDetectionMs: number | null;
  readonly culprits: readonly string[];
  readonly cause: string | null;
  /** What was found instead; null when it was detected. */
  readonly missed: string | null;
  readonly alsoInvalid: readonly string[];
}

/** A finding that blames a part which is not at fault. */
export interface FalseAlarm {
  readonly check: string;
  readonly culprits: readonly string[];
  readonly reason: string;
}

/** Judges a run by a claim: the named check must find the fault, blame nobody else, and say the cause. */
export function sight(run: PlantedRun, claim: Claim, atFault: readonly string[]): Sighting {
  const named = run.verdict?.checks.find(({ name }) => name === claim.caughtBy)?.verdict;
  const found = invalidChecks(run)
    .map(({ name }) => name)
    .filter((name) => name !== claim.caughtBy);
  const missed = {
    isDetected: false,
    timeToDetectionMs: null,
    culprits: [],
    cause: null,
    alsoInvalid: found,
  };
  if (claim.cause === null) {
    if (named?.status !== 'unknown') return { ...missed, missed: insteadOf(run, claim, atFault) };
    return { ...missed, isDetected: true, cause: named.reason, missed: null };
  }
  const violations = named?.status === 'invalid' ? named.violations : [];
  const [smallest] = violations
    .filter((violation) => flawsOf(violation, claim.cause, atFault).length === 0)
    .map((violation) => ({ violation, endNs: lastCompletion(violation, run.operations) }))
    .toSorted((a, b) => a.violation.operations.length - b.violation.operations.length || a.endNs - b.endNs);
  if (!smallest) return { ...missed, missed: insteadOf(run, claim, atFault) };
  const { violation, endNs } = smallest;
  const { culprits, cause } = violation;
  const timeMs = nsToMs(endNs - stageBegin(run.operations, claim.stage));
  return {
    isDetected: true,
    timeToDetectionMs: Number.isFinite(timeMs) ? timeMs : null,
    culprits,
    cause,
    missed: null,
    alsoInvalid: found,
  };
}

/** Findings of any check that blame a part which the sabotage did not touch. */
export function falseAlarmsOf(run: PlantedRun, atFault: readonly string[]): FalseAlarm[] {
  return invalidChecks(run).flatMap(({ name, verdict: { violations } }) =>
    violations
      .filter(({ culprits }) => culprits.some((culprit) => !atFault.includes(culprit)))
      .map((violation) => ({ check: name, culprits: violation.culprits, reason: violationText(violation) })),
  );
}

function invalidChecks({ verdict }: PlantedRun) {
  return (verdict?.checks ?? []).flatMap(({ name, verdict }) =>
    verdict.status === 'invalid' ? [{ name, verdict }] : [],
  );
}

/** What keeps a violation from meeting a claim, a few words each. */
function flawsOf(
  { culprits, cause }: Violation,
  expected: RegExp | null,
  atFault: readonly string[],
): string[] {
  const innocent = culprits.filter((culprit) => !atFault.includes(culprit));
  return [
    ...(culprits.length === 0 ? ['it blames nobody'] : []),
    ...(innocent.length === 0 ? [] : [`it blames ${innocent.join(', ')}`]),
    ...(expected === null || expected.test(cause ?? '') ? [] : [`its cause does not match ${expected}`]),
  ];
}

/** Other invalid checks that are named beside a miss. */
const MOST_OTHERS = 3;

function insteadOf(run: PlantedRun, claim: Claim, atFault: readonly string[]): string {
  if (run.verdict === null) return run.reason ?? 'nothing was judged';
  const others = invalidChecks(run).filter(({ name }) => name !== claim.caughtBy);
  const told = others
    .slice(0, MOST_OTHERS)
    .map(({ name, verdict: { violations } }) => `${name} found ${violationText(violations[0])}`);
  const instead = told.length === 0 ? 'nothing else was found' : `instead ${told.join('; ')}`;
  return `${namedText(run.verdict, claim, atFault)}; ${instead}`;
}

/** What the named check said, and why that does not meet the claim. */
function namedText(scenario: ScenarioVerdict, claim: Claim, atFault: readonly string[]): string {
  const verdict = scenario.checks.find(({ name }) => name === claim.caughtBy)?.verdict;
  switch (verdict?.status) {
    case undefined:
      return `the scenario has no check ${claim.caughtBy}`;
    case 'valid':
      return `${claim.caughtBy} is valid`;
    case 'unknown':
      return `${claim.caughtBy} is unknown (${verdict.reason})`;
    case 'invalid': {
      const [first] = verdict.violations;
      const flaws = flawsOf(first, claim.cause, atFault);
      const wrong = claim.cause === null ? ['it must be unknown'] : flaws;
      return `${claim.caughtBy} found ${violationText(first)}, but ${wrong.join(' and ')}`;
    }
  }
}

/** A violation in one line: what, by whom, why. */
export function violationText({ anomaly, message, culprits, cause }: Violation): string {
  const likely = cause === null ? '' : `; likely: ${cause}`;
  return `${anomaly} [${culprits.join(', ') || 'nobody'}] (${message}${likely})`;
}

function lastCompletion({ operations: cited }: Violation, operations: readonly AnyOperation[]): number {
  const wanted = new Set(cited);
  const ends = operations.flatMap(({ index, completedNs }) => (wanted.has(index) ? [completedNs] : []));
  return ends.reduce((last, end) => Math.max(last, end), -Infinity);
}

/** When the first operation of a stage began; that its cluster is up is no operation of a client. */
function stageBegin(operations: readonly AnyOperation[], stage: string): number {
  const own = operations.filter((op) => op.stage === stage && op.f !== 'cluster');
  return own.reduce((first, { invokedNs }) => Math.min(first, invokedNs), Infinity);
}
