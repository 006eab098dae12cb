import { mkdir } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { worstStatus } from '../checkers/verdict.ts';
import type { Cluster, Driver } from '../cluster/cluster.ts';
import type { Secrets as ClusterSecrets, Settings } from '../cluster/topology.ts';
import { EXIT } from '../errors.ts';
import type { RunRecord, SavedRun, ScenarioOutcome } from '../scenario/record.ts';
import type { SabotageName } from '../scenario/sabotage/sabotage.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { createSecrets, type Secrets } from '../target/secrets.ts';
import { randomFrom } from '../time/random.ts';
import { type ClusterPool, createClusterPool } from './cluster-pool.ts';
import { newClusterSecrets } from './cluster-secrets.ts';
import type { Emit } from './events.ts';
import { judgeHistory } from './judge.ts';
import { inLanes } from '../time/lanes.ts';
import { createRunFolder, writeJson } from './run-folder.ts';
import { runScenario } from './run-scenario.ts';

export interface VerifyOptions {
  readonly scenarios: readonly Scenario[];
  readonly driver: Driver;
  /** Why this driver. */
  readonly driverReason: string;
  readonly replicas: number;
  readonly seed: string;
  readonly sabotage: SabotageName | null;
  readonly entryPort: number | null;
  /** How many scenarios run at the same time, each on a cluster of its own: most of their time is waiting. */
  readonly lanes: number;
  readonly reports: string;
  /** What a deployment that is not ours is configured with, and its users' password. */
  readonly settings: Partial<Settings>;
  readonly streamReadTimeoutS: number | null;
  readonly password: string | null;
  /** Every option as the user gave it, secrets removed. */
  readonly told: Readonly<Record<string, unknown>>;
  readonly command: string;
  readonly version: string;
  readonly signal: AbortSignal;
  /** Called with the last cluster before it goes down. */
  readonly beforeEnd: (cluster: Cluster) => Promise<void>;
}

/** Makes a run folder and runs the scenarios into it; its path. */
export async function verify(options: VerifyOptions, emit: Emit): Promise<string> {
  const startedAt = new Date();
  const folder = await createRunFolder(options.reports, startedAt, options.seed);
  await verifyInto({ folder, startedAt, options, emit });
  return folder;
}

export interface RunInto {
  /** The run folder; it is there and empty. */
  readonly folder: string;
  readonly startedAt: Date;
  readonly options: VerifyOptions;
  readonly emit: Emit;
}

/** Runs the scenarios and judges each; the folder holds all of it when this resolves. */
export async function verifyInto({ folder, startedAt, options, emit }: RunInto): Promise<SavedRun> {
  const secrets = createSecrets();
  const scenarios: SavedRun['scenarios'][number][] = [];
  let record = newRecord(options, startedAt);
  let saved = Promise.resolve();
  const save = (): Promise<void> => {
    // One after the other: two that wrote at the same time would leave a mixture.
    saved = saved.then(() => writeJson(join(folder, 'run.json'), record));
    return saved;
  };
  await save();
  const names = options.scenarios.map(({ name }) => name);
  const clusterSecrets = newClusterSecrets(options.password);
  for (const secret of Object.values(clusterSecrets)) secrets.hash(secret);
  emit({
    kind: 'run-began',
    driver: options.driver.name,
    reason: options.driverReason,
    seed: options.seed,
    scenarios: names,
    noun: 'scenario',
  });

  const chance = randomFrom(options.seed);
  // Somebody else's deployment has been used before, by us too.
  const firstUser = (): number => (options.driver.name === 'existing' ? chance.below(100) : 0);
  await using pool = createClusterPool(options.driver, firstUser);
  const outcomes: ScenarioOutcome[] = [];
  const shared = { options, secrets, clusterSecrets, pool, folder, emit };
  const lanes = { ...options, isAlone: ({ runsAlone = false }: Scenario) => runsAlone };
  await inLanes(options.scenarios, lanes, async (scenario, index, signal) => {
    emit({ kind: 'scenario-began', scenario: scenario.name });
    const isLast = index === options.scenarios.length - 1;
    const ended = await verifyOne({ ...shared, options: { ...options, signal }, scenario, isLast });
    outcomes[index] = ended.outcome;
    record = { ...record, parts: { ...record.parts, ...ended.parts }, scenarios: outcomes.filter(Boolean) };
    await save();
    const { outcome, verdict, metrics } = ended;
    scenarios[index] = { outcome, verdict, metrics };
    emit({ kind: 'scenario-ended', outcome, verdict, metrics });
  });
  record = { ...record, ...conclude(record.scenarios), finishedAt: new Date().toISOString() };
  await save();
  emit({ kind: 'run-ended', record });
  return { record, scenarios };
}

/** What the driver lacks for a scenario, in words; null when it can be run. */
export function lackFor({ needs }: Scenario, { name, capabilities }: Driver): string | null {
  const lacking = needs.filter((need) => !capabilities.includes(need));
  if (lacking.length === 0) return null;
  return `it must ${lacking.join(' and ')} the cluster, which the ${name} driver cannot`;
}

interface OneScenario {
  readonly options: VerifyOptions;
  readonly scenario: Scenario;
  readonly secrets: Secrets;
  readonly clusterSecrets: ClusterSecrets;
  readonly pool: ClusterPool;
  readonly folder: string;
  readonly emit: Emit;
  readonly isLast: boolean;
}

async function verifyOne({
  options,
  scenario,
  secrets,
  clusterSecrets,
  pool,
  folder,
  emit,
  isLast,
}: OneScenario) {
  const { name, question } = scenario;
  const reason = lackFor(scenario, options.driver);
  if (reason !== null) {
    return { outcome: outcomeOf(name, question, 'skipped', reason), verdict: null, metrics: null, parts: {} };
  }
  const own = join(folder, name);
  await mkdir(own);
  const { history, metrics, parts } = await runScenario({
    ...options,
    scenario,
    pool,
    clusterSecrets,
    secrets,
    random: randomFrom(options.seed),
    folder: own,
    onStep: (step) => emit({ kind: 'step', scenario: name, step }),
    beforeEnd: isLast ? options.beforeEnd : async () => undefined,
  });
  const verdict = judgeHistory(scenario, history);
  await writeJson(join(own, 'metrics.json'), metrics);
  await writeJson(join(own, 'verdict.json'), verdict);
  return { outcome: outcomeOf(name, question, verdict.status, null), verdict, metrics, parts };
}

function outcomeOf(
  name: string,
  question: string,
  status: ScenarioOutcome['status'],
  reason: string | null,
): ScenarioOutcome {
  return { name, question, status, reason };
}

/** The record of a run that begins. */
export function newRecord(options: Omit<VerifyOptions, 'beforeEnd'>, startedAt: Date): RunRecord {
  const { driver, driverReason, seed, replicas, sabotage, told, command, version } = options;
  const processors = cpus();
  return {
    tool: { name: 'lockstep', version },
    startedAt: startedAt.toISOString(),
    finishedAt: null,
    seed,
    driver: { name: driver.name, reason: driverReason },
    replicas,
    sabotage,
    parts: { node: process.versions.node },
    machine: {
      platform: `${process.platform} ${process.arch}`,
      cpu: processors[0]?.model ?? 'unknown',
      cores: processors.length,
      memoryGiB: Math.round(totalmem() / 2 ** 30),
    },
    options: { ...told },
    command,
    scenarios: [],
    status: null,
    exitCode: null,
  };
}

/** The run's status is its worst scenario's; a run in which everything was skipped is unknown. */
export function conclude(scenarios: readonly ScenarioOutcome[]): {
  status: 'valid' | 'invalid' | 'unknown';
  exitCode: number;
} {
  const judged = scenarios.flatMap(({ status }) => (status === 'skipped' ? [] : [status]));
  const status = worstStatus(judged);
  return { status, exitCode: EXIT[status] };
}
