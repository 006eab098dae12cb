import { monitorEventLoopDelay } from 'node:perf_hooks';
import { join } from 'node:path';
import type { Cluster, Driver } from '../cluster/cluster.ts';
import {
  planTopology,
  type Secrets as ClusterSecrets,
  type Settings,
  type Topology,
} from '../cluster/topology.ts';
import { createRecorder, type Recorder } from '../history/recorder.ts';
import type { Stage } from '../history/vocabulary.ts';
import { answersByReplica } from '../checkers/general/coverage.ts';
import type { History } from '../checkers/check.ts';
import type { ScenarioMetrics } from '../scenario/record.ts';
import { SABOTAGES, type SabotageName, withOddSecret } from '../scenario/sabotage.ts';
import type { Scenario, StagePlan } from '../scenario/scenario.ts';
import { createWorld, WorkloadBlocked } from '../scenario/world.ts';
import { DEFAULT_LIMITS } from '../target/exchange.ts';
import type { Secrets } from '../target/secrets.ts';
import { openSockets } from '../target/sockets.ts';
import { NS_PER_MS } from '../time/clock.ts';
import type { Random } from '../time/random.ts';
import { startSystemClock } from '../time/system-clock.ts';
import { createHistoryFile, readHistory } from './history-file.ts';
import { createLogFiles } from './log-files.ts';

export interface ScenarioRun {
  readonly scenario: Scenario;
  readonly driver: Driver;
  readonly replicas: number;
  /** How a deployment that is not ours is configured, where it differs from CONTRACT's defaults. */
  readonly settings: Partial<Settings>;
  readonly streamReadTimeoutS: number | null;
  readonly sabotage: SabotageName | null;
  readonly clusterSecrets: ClusterSecrets;
  readonly secrets: Secrets;
  readonly random: Random;
  readonly entryPort: number | null;
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly onStep: (step: string) => void;
  /** Called with the last stage's cluster before it goes down. */
  readonly beforeEnd: (cluster: Cluster) => Promise<void>;
}

export interface ScenarioResult {
  readonly history: History;
  readonly metrics: ScenarioMetrics;
  readonly parts: Readonly<Record<string, string>>;
}

/** Runs a scenario's stages one after the other; its record is in its folder when this resolves. */
export async function runScenario(run: ScenarioRun): Promise<ScenarioResult> {
  const { folder, scenario } = run;
  const clock = startSystemClock();
  using logs = createLogFiles(join(folder, 'logs'), run.secrets);
  const path = join(folder, 'history.ndjson');
  const bootMs: Record<string, number> = {};
  const parts: Record<string, string> = {};
  const alerts: string[] = [];
  const lag = monitorEventLoopDelay({ resolution: 10 });
  lag.enable();
  {
    using file = createHistoryFile(path);
    const counters = {
      processes: { next: 0 },
      users: { next: run.driver.name === 'existing' ? run.random.below(100) : 0 },
    };
    for (const plan of scenario.stages) {
      const topology = topologyOf(run, plan);
      run.onStep(
        `starting ${topology.replicas.length} replicas${scenario.stages.length > 1 ? ` (${plan.name})` : ''}`,
      );
      const beganNs = clock.nowNs();
      await using cluster = await run.driver.start({
        topology,
        log: logs.sink(plan.name),
        signal: run.signal,
        entryPort: run.entryPort,
      });
      bootMs[plan.name] = Math.round((clock.nowNs() - beganNs) / NS_PER_MS);
      Object.assign(parts, cluster.parts);
      const recorder = createRecorder({
        clock,
        stage: plan.name,
        write: file.write,
        processes: counters.processes,
      });
      run.onStep(plan.name);
      await driveStage({ run, plan, topology, cluster, recorder, clock, users: counters.users });
      if (plan === scenario.stages.at(-1)) await run.beforeEnd(cluster);
      alerts.push(...cluster.proxyAlerts());
    }
  }
  lag.disable();
  const history = await readHistory(path);
  return {
    history,
    parts,
    metrics: {
      wallMs: Math.round(clock.nowNs() / NS_PER_MS),
      bootMs,
      operations: history.operations.length,
      answersByReplica: sumOverStages(answersByReplica(history)),
      eventLoopLagMs: { p99: lag.percentile(99) / NS_PER_MS, max: lag.max / NS_PER_MS },
      maskedRetries: history.operations.filter(({ upstream }) => upstream?.includes(',')).length,
      proxyAlerts: alerts.map((alert) => run.secrets.clean(alert)),
      secretsInLogs: logs.secretsByPart(),
    },
  };
}

interface StageDrive {
  readonly run: ScenarioRun;
  readonly plan: StagePlan;
  readonly topology: PlannedTopology;
  readonly cluster: Cluster;
  readonly recorder: Recorder;
  readonly clock: ReturnType<typeof startSystemClock>;
  readonly users: { next: number };
}

async function driveStage({
  run,
  plan,
  topology,
  cluster,
  recorder,
  clock,
  users,
}: StageDrive): Promise<void> {
  const stage: Stage = {
    stage: plan.name,
    driver: cluster.driver,
    replicas: cluster.replicas.map(({ name, url, upstream }) => ({ name, upstream, direct: url !== null })),
    settings: { ...topology.settings },
    streamReadTimeoutS: topology.proxy.streamReadTimeoutS,
    planted: [...topology.planted],
  };
  recorder.observe(0, { f: 'cluster', key: plan.name, route: '', input: stage });
  using sockets = openSockets({ keepAlive: true });
  const world = createWorld({
    stage,
    entry: cluster.entry,
    replicaUrls: cluster.replicas.flatMap(({ name, url }) => (url === null ? [] : [{ name, url }])),
    system: {
      recorder,
      secrets: run.secrets,
      connection: { sockets, limits: DEFAULT_LIMITS, signal: run.signal },
      password: run.clusterSecrets.seedPassword,
    },
    clock,
    random: run.random,
    signal: run.signal,
    jwtSecret: cluster.driver === 'existing' ? null : run.clusterSecrets.jwtSecret,
    users,
  });
  try {
    await plan.workload(world);
  } catch (error) {
    if (!(error instanceof WorkloadBlocked)) throw error;
  }
  run.signal.throwIfAborted();
}

type PlannedTopology = Topology & { readonly planted: readonly string[] };

function topologyOf(run: ScenarioRun, plan: StagePlan): PlannedTopology {
  const foreign = run.driver.capabilities.length === 0;
  const healthy = planTopology({
    replicas: run.replicas,
    secrets: run.clusterSecrets,
    settings: foreign ? run.settings : { ...plan.settings },
    proxy:
      foreign && run.streamReadTimeoutS !== null
        ? { streamReadTimeoutS: run.streamReadTimeoutS }
        : { ...plan.proxy },
  });
  const odd = plan.oddSecret ? run.random.below(run.replicas) : null;
  const planned = odd === null ? healthy : withOddSecret(healthy, odd);
  const claimed = run.scenario.sabotage.find(
    ({ name, stage }) => name === run.sabotage && stage === plan.name,
  );
  const sabotaged = claimed ? SABOTAGES[claimed.name].plant(planned) : planned;
  return { ...sabotaged, planted: odd === null ? [] : [healthy.replicas[odd]?.name ?? ''] };
}

function sumOverStages(stages: Map<string, Map<string, number>>): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const replicas of stages.values()) {
    for (const [replica, answers] of replicas) sums[replica] = (sums[replica] ?? 0) + answers;
  }
  return sums;
}
