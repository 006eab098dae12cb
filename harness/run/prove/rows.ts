import { shareInterval } from '../../load/statistics/share-interval.ts';
import { EXIT } from '../../errors.ts';
import type { HealthyRow, ProofRecord, ProofRow } from '../../scenario/proof.ts';
import type { PlannedClaim, ScenarioProof } from './plan.ts';
import { falseAlarmsOf, type PlantedRun, sight, violationText } from './sighting.ts';

const CONFIDENCE = 0.95;

/** A run in its folder of the proof. */
export interface NamedRun extends PlantedRun {
  readonly run: string;
}

/** What came of a claim in all runs with its sabotage planted. */
export function proofRow(
  { scenario }: Pick<ScenarioProof, 'scenario'>,
  planned: PlannedClaim,
  runs: readonly NamedRun[],
): ProofRow {
  const { claim, fault, where, atFault } = planned;
  const sightings = runs.map((run) => ({ run: run.run, ...sight(run, claim, atFault) }));
  const detected = sightings.filter(({ isDetected }) => isDetected);
  const also = Map.groupBy(
    sightings.flatMap(({ alsoInvalid }) => alsoInvalid),
    (check) => check,
  );
  return {
    sabotage: claim.name,
    fault,
    where,
    scenario: scenario.name,
    stage: claim.stage,
    check: claim.caughtBy,
    expected: claim.cause === null ? 'unknown' : 'invalid',
    atFault,
    runs: runs.length,
    detected: detected.length,
    interval: shareInterval(detected.length, runs.length, CONFIDENCE),
    timeToDetectionMs: spread(detected.flatMap(({ timeToDetectionMs: ms }) => (ms === null ? [] : [ms]))),
    culprits: [...new Set(detected.flatMap(({ culprits }) => culprits))].toSorted((a, b) =>
      a.localeCompare(b),
    ),
    cause: detected[0]?.cause ?? null,
    missed: sightings.flatMap(({ run, missed }) => (missed === null ? [] : [{ run, reason: missed }])),
    alsoInvalid: [...also].map(([check, seen]) => ({ check, runs: seen.length })),
    falseAlarms: runs.flatMap((run) =>
      falseAlarmsOf(run, atFault).map((alarm) => ({ run: run.run, ...alarm })),
    ),
  };
}

/** The smallest, the middle and the largest; null of nothing. */
export function spread(values: readonly number[]): { min: number; median: number; max: number } | null {
  const sorted = values.toSorted((a, b) => a - b);
  const [min] = sorted;
  const max = sorted.at(-1);
  if (min === undefined || max === undefined) return null;
  const above = sorted[Math.floor(sorted.length / 2)] ?? max;
  const below = sorted[Math.ceil(sorted.length / 2) - 1] ?? min;
  return { min, median: (above + below) / 2, max };
}

/** What the healthy runs of a scenario were. */
export function healthyRow(
  { scenario, skipped }: Pick<ScenarioProof, 'scenario' | 'skipped'>,
  runs: readonly NamedRun[],
): HealthyRow {
  const statuses = runs.map(({ verdict }) => verdict?.status ?? 'unknown');
  return {
    scenario: scenario.name,
    runs: runs.length,
    valid: statuses.filter((status) => status === 'valid').length,
    statuses,
    skipped,
    notValid: runs.flatMap((run, at) =>
      statuses[at] === 'valid' ? [] : [{ run: run.run, reason: whyNotValid(run) }],
    ),
  };
}

/** What each check said that was not valid, invalid first. */
function whyNotValid({ verdict, reason }: NamedRun): string {
  const checks = (verdict?.checks ?? []).toSorted(
    (a, b) => Number(b.verdict.status === 'invalid') - Number(a.verdict.status === 'invalid'),
  );
  const said = checks.flatMap(({ name, verdict }) => {
    if (verdict.status === 'valid') return [];
    return verdict.status === 'unknown'
      ? [`${name} is unknown: ${verdict.reason}`]
      : [`${name} found ${violationText(verdict.violations[0])}`];
  });
  return said.join('; ') || (reason ?? 'nothing was judged');
}

/** The whole detection rate with its interval, and how many false alarms there were: of runs that had one, each once. */
export function summarise(
  healthy: readonly HealthyRow[],
  rows: readonly ProofRow[],
): Pick<ProofRecord, 'detection' | 'falseAlarms'> {
  const runs = rows.reduce((sum, row) => sum + row.runs, 0);
  const detected = rows.reduce((sum, row) => sum + row.detected, 0);
  const alarmed = new Set(rows.flatMap(({ falseAlarms }) => falseAlarms.map(({ run }) => run)));
  const notValid = healthy.reduce((sum, row) => sum + row.notValid.length, 0);
  return {
    detection: { runs, detected, interval: shareInterval(detected, runs, CONFIDENCE) },
    falseAlarms: alarmed.size + notValid,
  };
}

/** Valid when every planted fault was found and nothing gave a false alarm; unknown when nothing could be planted. */
export function concludeProof(
  healthy: readonly HealthyRow[],
  rows: readonly ProofRow[],
): { status: 'valid' | 'invalid' | 'unknown'; exitCode: number } {
  const { detection, falseAlarms } = summarise(healthy, rows);
  const isBroken = detection.detected < detection.runs || falseAlarms > 0;
  const status = isBroken ? 'invalid' : detection.runs === 0 ? 'unknown' : 'valid';
  return { status, exitCode: EXIT[status] };
}
