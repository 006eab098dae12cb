import { join } from 'node:path';
import type { HealthyRow, ProofRecord, ProofRow } from '../../scenario/proof.ts';
import type { SabotageName } from '../../scenario/sabotage.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { randomFrom } from '../../time/random.ts';
import type { Emit } from '../events.ts';
import { createRunFolder, writeJson } from '../run-folder.ts';
import { newRecord } from '../verify.ts';
import { keepWhatIsNeeded } from './kept.ts';
import { type PlannedClaim, type Planting, planProof, type ScenarioProof } from './plan.ts';
import { type ProofBase, type ProofRun, runOnce } from './proof-run.ts';
import { concludeProof, healthyRow, proofRow, summarise } from './rows.ts';
import { falseAlarmsOf, sight } from './sighting.ts';

export interface ProveOptions extends ProofBase {
  readonly scenarios: readonly Scenario[];
  /** How often each scenario is run healthy, and with each sabotage. */
  readonly runs: number;
  /** Whether the replicas are the reference backend, whose variants are switches of its own. */
  readonly isReferenceBackend: boolean;
}

/** A proof while it is made. */
interface Proof {
  readonly options: ProveOptions;
  readonly folder: string;
  readonly seeds: readonly string[];
  readonly emit: Emit;
}

/**
 * Runs each scenario healthy, and then with each sabotage that it claims to find; leaves a folder with all of it; its
 * path.
 */
export async function prove(options: ProveOptions, emit: Emit): Promise<string> {
  const startedAt = new Date();
  const { driver, driverReason: reason, seed, runs, reports } = options;
  const folder = await createRunFolder(reports, startedAt, seed);
  const plans = options.scenarios.map((scenario) => planProof(scenario, options));
  const proof: Proof = { options, folder, seeds: seedsFrom(seed, runs), emit };
  const healthy: HealthyRow[] = [];
  const rows: ProofRow[] = [];
  let record = newProof(options, startedAt, plans);
  const save = (more: Partial<ProofRecord> = {}): Promise<void> => {
    record = { ...record, ...more, healthy: [...healthy], rows: [...rows], ...summarise(healthy, rows) };
    return writeJson(join(folder, 'prove.json'), record);
  };
  await save();
  const labels = plans.flatMap(labelsOf);
  emit({ kind: 'run-began', driver: driver.name, reason, seed, scenarios: labels, noun: 'row' });

  for (const plan of plans) {
    const tried = await runHealthy(proof, plan);
    healthy.push(tried.row);
    await save({ parts: { ...record.parts, ...tried.parts } });
    for (const planting of plan.plantings) {
      rows.push(...(await runPlanted(proof, plan, planting)));
      await save();
    }
  }
  await save({ ...concludeProof(healthy, rows), finishedAt: new Date().toISOString() });
  return folder;
}

async function runHealthy(proof: Proof, plan: ScenarioProof) {
  const runs: ProofRun[] = [];
  const label = plan.scenario.name;
  for (const number of plan.skipped === null ? proof.seeds.keys() : []) {
    runs.push(await runNumbered(proof, { scenario: plan.scenario, sabotage: null, label, number }));
  }
  const row = healthyRow(plan, runs);
  const text = row.skipped ?? `healthy: ${row.valid} of ${row.runs} valid`;
  const status = row.skipped !== null ? 'skipped' : row.valid === row.runs ? 'valid' : 'invalid';
  proof.emit({ kind: 'row-ended', row: label, status, text });
  return { row, parts: runs[0]?.parts ?? {} };
}

async function runPlanted(proof: Proof, plan: ScenarioProof, planting: Planting): Promise<ProofRow[]> {
  const { scenario } = plan;
  const { sabotage, claims } = planting;
  const label = labelOf(scenario, sabotage);
  const runs: ProofRun[] = [];
  let kept = 0;
  for (const number of proof.seeds.keys()) {
    const run = await runNumbered(proof, { scenario, sabotage, label, number });
    runs.push(run);
    if (!isCaught(run, claims)) continue;
    kept += 1;
    await keepWhatIsNeeded(join(proof.folder, run.run, scenario.name), kept === 1);
  }
  const rows = claims.map((claim) => proofRow(plan, claim, runs));
  const isGood = rows.every((row) => row.detected === row.runs && row.falseAlarms.length === 0);
  const alarms = rows.flatMap(({ falseAlarms }) => falseAlarms).length;
  const found = rows.map(({ check, detected, runs }) => `${check} ${detected} of ${runs}`);
  const text = [...found, ...(alarms === 0 ? [] : [`false alarms: ${alarms}`])].join(', ');
  proof.emit({ kind: 'row-ended', row: label, status: isGood ? 'valid' : 'invalid', text });
  return rows;
}

interface Numbered {
  readonly scenario: Scenario;
  readonly sabotage: SabotageName | null;
  readonly label: string;
  readonly number: number;
}

function runNumbered(proof: Proof, { scenario, sabotage, label, number }: Numbered): Promise<ProofRun> {
  const { options, folder, seeds, emit } = proof;
  if (number === 0) emit({ kind: 'scenario-began', scenario: label });
  const turn = seeds.length === 1 ? '' : `run ${number + 1} of ${seeds.length}: `;
  const onStep = (step: string): void => emit({ kind: 'step', scenario: label, step: `${turn}${step}` });
  const seed = seeds[number] ?? options.seed;
  return runOnce({ base: options, folder, scenario, sabotage, number: number + 1, seed, onStep });
}

/** Whether a run is as it should be: every claim kept, and nobody blamed who is not at fault. */
const isCaught = (run: ProofRun, claims: readonly PlannedClaim[]): boolean =>
  claims.every(
    ({ claim, atFault }) => sight(run, claim, atFault).isDetected && falseAlarmsOf(run, atFault).length === 0,
  );

const labelOf = ({ name }: Scenario, sabotage: SabotageName): string => `${name} × ${sabotage}`;
const labelsOf = ({ scenario, plantings }: ScenarioProof): string[] => [
  scenario.name,
  ...plantings.map(({ sabotage }) => labelOf(scenario, sabotage)),
];

/** The first run of everything has the proof's own seed, so that a proof of one run can be made again by it. */
function seedsFrom(seed: string, runs: number): string[] {
  const random = randomFrom(seed);
  const drawn = Array.from({ length: runs - 1 }, () => random.below(SEEDS).toString(16));
  return [seed, ...drawn];
}

/** Six hex digits, as the seeds that are drawn for a single run. */
const SEEDS = 0x1_00_00_00;

function newProof(options: ProveOptions, startedAt: Date, plans: readonly ScenarioProof[]): ProofRecord {
  const { scenarios: _, ...begun } = newRecord({ ...options, sabotage: null }, startedAt);
  const notPlanted = plans.flatMap((plan) => plan.notPlanted);
  return { ...begun, runs: options.runs, healthy: [], rows: [], notPlanted, ...summarise([], []) };
}
