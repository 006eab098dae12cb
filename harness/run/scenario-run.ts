import type { Cluster, Driver } from '../cluster/cluster.ts';
import type { Secrets as ClusterSecrets, Settings } from '../cluster/topology.ts';
import type { SabotageName } from '../scenario/sabotage/sabotage.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Secrets } from '../target/secrets.ts';
import type { ClusterPool } from './cluster-pool.ts';
import type { Random } from '../time/random.ts';

/** Everything a scenario is run with. */
export interface ScenarioRun {
  readonly scenario: Scenario;
  readonly driver: Driver;
  readonly pool: ClusterPool;
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
