import { join } from 'node:path';
import type { HealthyRow, ProofRecord, ProofRow } from '../../scenario/proof.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { randomFrom } from '../../time/random.ts';
import type { Emit } from '../events.ts';
import { inLanes } from '../../time/lanes.ts';
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

/** One row: a scenario's healthy runs, or those with one sabotage planted. */
interface Row {
  readonly plan: ScenarioProof;
  readonly planting: Planting | null;
}

/**
 * Runs each scenario healthy, and with each sabotage that it claims to find; leaves a folder with all of it; its path.
 * Rows run at the same time, as the scenarios of a run do; each run has a cluster of its own.
 */
export async function prove(options: ProveOptions, emit: Emit): Promise<string> {
  const startedAt = new Date();
  const { driver, driverReason: reason, seed, runs, reports } = options;
  const folder = await createRunFolder(reports, startedAt, seed);
  const plans = options.scenarios.map((scenario) => planProof(scenario, options));
  const work = plans.flatMap((plan) =>
    [null, ...plan.plantings].map((planting): Row => ({ plan, planting })),
  );
  const found: Found[] = [];
  let record = newProof(options, startedAt, plans);
  let saved = Promise.resolve();
  const save = (more: Partial<ProofRecord> = {}): Promise<void> => {
    const healthy = found.flatMap((row) => row.healthy);
    const rows = found.flatMap((row) => row.rows);
    record = { ...record, ...more, healthy, rows, ...summarise(healthy, rows) };
    // One after the other: two that wrote at the same time would leave a mixture.
    saved = saved.then(() => writeJson(join(folder, 'prove.json'), record));
    return saved;
  };
  await save();
  const seeds = seedsFrom(seed, runs);
  const labels = work.map(labelOf);
  emit({ kind: 'run-began', driver: driver.name, reason, seed, scenarios: labels, noun: 'row' });
  const lanes = { ...options, isAlone: ({ plan }: Row) => plan.scenario.runsAlone ?? false };
  await inLanes(work, lanes, async (row, index, signal) => {
    const proof: Proof = { options: { ...options, signal }, folder, seeds, emit };
    const own =
      row.planting === null ? await runHealthy(proof, row) : await runPlanted(proof, row, row.planting);
    found[index] = own;
    await save({ parts: { ...record.parts, ...own.parts } });
  });
  await save({ ...concludeProof(record.healthy, record.rows), finishedAt: new Date().toISOString() });
  return folder;
}

/** What came of a row. */
interface Found {
  readonly healthy: readonly HealthyRow[];
  readonly rows: readonly ProofRow[];
  readonly parts: ProofRecord['parts'];
}

async function runHealthy(proof: Proof, row: Row): Promise<Found> {
  const { plan } = row;
  const runs: ProofRun[] = [];
  for (const number of plan.skipped === null ? proof.seeds.keys() : []) {
    runs.push(await runNumbered(proof, row, number));
  }
  const own = healthyRow(plan, runs);
  const text = own.skipped ?? `healthy: ${own.valid} of ${own.runs} valid`;
  const status = own.skipped !== null ? 'skipped' : own.valid === own.runs ? 'valid' : 'invalid';
  proof.emit({ kind: 'row-ended', row: labelOf(row), status, text });
  return { healthy: [own], rows: [], parts: runs[0]?.parts ?? {} };
}

async function runPlanted(proof: Proof, row: Row, { claims }: Planting): Promise<Found> {
  const { plan } = row;
  const runs: ProofRun[] = [];
  let kept = 0;
  for (const number of proof.seeds.keys()) {
    const run = await runNumbered(proof, row, number);
    runs.push(run);
    if (!isCaught(run, claims)) continue;
    kept += 1;
    await keepWhatIsNeeded(join(proof.folder, run.run, plan.scenario.name), kept === 1);
  }
  const rows = claims.map((claim) => proofRow(plan, claim, runs));
  const isGood = rows.every(
    ({ detected, runs, falseAlarms }) => detected === runs && falseAlarms.length === 0,
  );
  const alarms = rows.flatMap(({ falseAlarms }) => falseAlarms).length;
  const counts = rows.map(({ check, detected, runs }) => `${check} ${detected} of ${runs}`);
  const text = [...counts, ...(alarms === 0 ? [] : [`false alarms: ${alarms}`])].join(', ');
  proof.emit({ kind: 'row-ended', row: labelOf(row), status: isGood ? 'valid' : 'invalid', text });
  return { healthy: [], rows, parts: {} };
}

function runNumbered(proof: Proof, row: Row, number: number): Promise<ProofRun> {
  const { options, folder, seeds, emit } = proof;
  const scenario = labelOf(row);
  if (number === 0) emit({ kind: 'scenario-began', scenario });
  const turn = seeds.length === 1 ? '' : `run ${number + 1} of ${seeds.length}: `;
  return runOnce({
    base: options,
    folder,
    scenario: row.plan.scenario,
    sabotage: row.planting?.sabotage ?? null,
    number: number + 1,
    seed: seeds[number] ?? options.seed,
    onStep: (step) => emit({ kind: 'step', scenario, step: `${turn}${step}` }),
  });
}

/** Whether a run is as it should be: every claim kept, and nobody blamed who is not at fault. */
const isCaught = (run: ProofRun, claims: readonly PlannedClaim[]): boolean =>
  claims.every(
    ({ claim, atFault }) => sight(run, claim, atFault).isDetected && falseAlarmsOf(run, atFault).length === 0,
  );

const labelOf = ({ plan: { scenario }, planting }: Row): string =>
  planting === null ? scenario.name : `${scenario.name} × ${planting.sabotage}`;

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
