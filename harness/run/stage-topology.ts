import { planTopology, type Secrets, type Topology, withReplicas } from '../cluster/topology.ts';
import { withOddSecret } from '../scenario/sabotage/planting.ts';
import { SABOTAGES } from '../scenario/sabotage/sabotage.ts';
import type { StagePlan } from '../scenario/scenario.ts';
import type { ScenarioRun } from './scenario-run.ts';

/** What a stage runs on: a topology, and which of its replicas differ on purpose. */
export type PlannedTopology = Topology & { readonly planted: readonly string[] };

/** The topology a stage asks for, with the run's sabotage planted if the scenario claims to catch it there. */
export function stageTopology(run: ScenarioRun, plan: StagePlan): PlannedTopology {
  const cluster = { replicas: plan.replicas ?? run.replicas, secrets: run.clusterSecrets };
  const healthy = run.driver.capabilities.includes('configure')
    ? healthyTopology(plan, cluster)
    : planTopology({ ...cluster, ...found(run) });
  const odd = isOdd(plan) ? run.random.below(cluster.replicas) : null;
  const planned = odd === null ? healthy : plantOdd(healthy, plan, odd);
  const claimed = run.scenario.sabotage.find(
    ({ name, stage }) => name === run.sabotage && stage === plan.name,
  );
  const sabotaged = claimed ? SABOTAGES[claimed.name].plant(planned) : planned;
  return { ...sabotaged, planted: odd === null ? [] : [healthy.replicas[odd]?.name ?? ''] };
}

/** The healthy topology of a stage on a driver that lets one choose. */
export const healthyTopology = (
  plan: StagePlan,
  cluster: { readonly replicas: number; readonly secrets: Secrets },
): Topology => planTopology({ ...cluster, ...chosen(plan) });

const isOdd = ({ oddSecret, oddClockS }: StagePlan): boolean => oddSecret === true || oddClockS !== undefined;

function plantOdd(healthy: Topology, { oddSecret, oddClockS }: StagePlan, odd: number): Topology {
  const topology = oddSecret ? withOddSecret(healthy, odd) : healthy;
  return withReplicas(topology, (_, index) =>
    index === odd && oddClockS !== undefined ? { clockOffsetS: oddClockS } : {},
  );
}

function chosen({
  settings = {},
  proxy = {},
  redis = 'single',
  links = [],
  clocks = false,
  quotaCores = null,
}: StagePlan) {
  return { settings, proxy, redis, links, clocks, quotaCores };
}

/** A deployment that is not ours is as it is. */
const found = ({ settings, streamReadTimeoutS }: ScenarioRun) => ({
  settings,
  proxy: streamReadTimeoutS === null ? {} : { streamReadTimeoutS },
});
