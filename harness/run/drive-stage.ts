import type { History } from '../checkers/check.ts';
import type { Recorder } from '../history/recorder.ts';
import type { Stage } from '../history/vocabulary.ts';
import type { StagePlan } from '../scenario/scenario.ts';
import { drawFaults } from '../nemesis/draw-faults.ts';
import type { FaultPlan } from '../nemesis/fault.ts';
import { createNemesis } from '../nemesis/nemesis.ts';
import { createWorld, WorkloadBlocked } from '../scenario/world.ts';
import { DEFAULT_LIMITS } from '../target/exchange.ts';
import { openSockets } from '../target/sockets.ts';
import type { Clock } from '../time/clock.ts';
import type { Loan } from './cluster-pool.ts';
import type { LogFiles } from './log-files.ts';
import type { ScenarioRun } from './scenario-run.ts';
import type { PlannedTopology } from './stage-topology.ts';
import { watchHiccups } from './watch-hiccups.ts';

export interface StageDrive {
  readonly run: ScenarioRun;
  readonly plan: StagePlan;
  readonly topology: PlannedTopology;
  readonly loan: Loan;
  readonly logs: LogFiles;
  readonly recorder: Recorder;
  readonly soFar: () => Promise<History>;
  readonly clock: Clock;
}

/** Records what is up, lets the workload drive it, and records what the proxy complained of meanwhile. */
export async function driveStage(drive: StageDrive): Promise<void> {
  const { run, plan, loan, recorder } = drive;
  const { cluster } = loan;
  const stage = describe(drive);
  recorder.observe(0, { f: 'cluster', key: plan.name, route: '', input: stage });
  using sockets = openSockets({ keepAlive: true });
  const nemesis = createNemesis({
    controls: cluster.controls,
    replicas: cluster.replicas,
    entry: cluster.entry,
    recorder,
    clock: drive.clock,
    random: run.random,
    signal: run.signal,
  });
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
    clock: drive.clock,
    random: run.random,
    signal: run.signal,
    jwtSecret: cluster.driver === 'existing' ? null : run.clusterSecrets.jwtSecret,
    soFar: drive.soFar,
    usage: cluster.usage,
    unleash: (ready) => nemesis.run(faultsOf(drive), ready),
    users: loan.users,
  });
  const hiccups = watchHiccups(recorder, drive.clock);
  try {
    await plan.workload(world);
  } catch (error) {
    if (!(error instanceof WorkloadBlocked)) throw error;
  } finally {
    await nemesis[Symbol.asyncDispose]();
    hiccups[Symbol.dispose]();
    if (!nemesis.isHealed()) loan.spoil();
  }
  run.signal.throwIfAborted();
  await cluster.collectLogs();
  recordLogs(drive);
}

function faultsOf({ run, plan, topology }: StageDrive): readonly FaultPlan[] {
  const { nemesis = [], links = [] } = plan;
  return nemesis === 'random'
    ? drawFaults(run.random, { replicas: topology.replicas.length, links })
    : nemesis;
}

/** What the proxy complained of, and what every part wrote. */
function recordLogs({ run, plan, loan, logs, recorder }: StageDrive): void {
  const at = { key: plan.name, route: '' };
  for (const alert of loan.proxyAlerts())
    recorder.observe(0, { ...at, f: 'proxy-alert', input: { line: run.secrets.clean(alert) } });
  for (const { leaks, ...scan } of logs.scan(plan.name))
    recorder.observe(0, { ...at, f: 'log-scan', input: { ...scan, leaks: [...leaks] } });
}

function describe({ plan, topology, loan: { cluster } }: StageDrive): Stage {
  return {
    stage: plan.name,
    driver: cluster.driver,
    replicas: cluster.replicas.map(({ name, url, upstream }) => ({ name, upstream, direct: url !== null })),
    settings: { ...topology.settings },
    streamReadTimeoutS: topology.proxy.streamReadTimeoutS,
    ...(cluster.driver === 'existing' ? {} : { upstreamIdleS: topology.proxy.idleUpstreamS }),
    planted: [...topology.planted],
  };
}
