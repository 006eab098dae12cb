import type { Cluster } from '../cluster/cluster.ts';
import type { Recorder } from '../history/recorder.ts';
import type { Stage } from '../history/vocabulary.ts';
import type { StagePlan } from '../scenario/scenario.ts';
import { createWorld, WorkloadBlocked } from '../scenario/world.ts';
import { DEFAULT_LIMITS } from '../target/exchange.ts';
import { openSockets } from '../target/sockets.ts';
import type { Clock } from '../time/clock.ts';
import type { ScenarioRun } from './scenario-run.ts';
import type { PlannedTopology } from './stage-topology.ts';

export interface StageDrive {
  readonly run: ScenarioRun;
  readonly plan: StagePlan;
  readonly topology: PlannedTopology;
  readonly cluster: Cluster;
  readonly recorder: Recorder;
  readonly clock: Clock;
  /** Counts the users handed out, over all stages. */
  readonly users: { next: number };
}

/** Records what is up, lets the workload drive it, and records what the proxy complained of meanwhile. */
export async function driveStage(drive: StageDrive): Promise<void> {
  const { run, plan, cluster, recorder } = drive;
  const stage = describe(drive);
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
    clock: drive.clock,
    random: run.random,
    signal: run.signal,
    jwtSecret: cluster.driver === 'existing' ? null : run.clusterSecrets.jwtSecret,
    unleash: async () => undefined,
    users: drive.users,
  });
  try {
    await plan.workload(world);
  } catch (error) {
    if (!(error instanceof WorkloadBlocked)) throw error;
  }
  run.signal.throwIfAborted();
  for (const alert of cluster.proxyAlerts()) {
    recorder.observe(0, {
      f: 'proxy-alert',
      key: plan.name,
      route: '',
      input: { line: run.secrets.clean(alert) },
    });
  }
}

function describe({ plan, topology, cluster }: StageDrive): Stage {
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
