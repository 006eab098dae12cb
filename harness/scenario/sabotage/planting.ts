import { randomBytes } from 'node:crypto';
import {
  type ProxyPlan,
  type ReplicaPlan,
  type Topology,
  withEnvironment,
  withReplicas,
} from '../../cluster/topology.ts';

/** A fault that a real system had, planted on purpose: a change of the topology, and of nothing else. */
export interface Sabotage {
  /** What is wrong, in one sentence. */
  readonly fault: string;
  /** Whether it needs the reference backend, whose variants are switches of its own. */
  readonly needsReferenceBackend: boolean;
  readonly plant: (topology: Topology) => Topology;
}

/** A variant of the reference backend, on every replica. */
export const variant = (name: string, fault: string): Sabotage => ({
  fault,
  needsReferenceBackend: true,
  plant: (topology) => withEnvironment(topology, () => ({ LOCKSTEP_SABOTAGE: name })),
});

/** A variant of the reference backend on the odd replica, and on no other. */
export const variantOfOne = (name: string, fault: string): Sabotage => ({
  fault,
  needsReferenceBackend: true,
  plant: (topology) =>
    withEnvironment(topology, (_, index) =>
      index === oddReplica(topology) ? { LOCKSTEP_SABOTAGE: name } : {},
    ),
});

/** A change of the proxy's configuration. */
export const proxy = (change: Partial<ProxyPlan>, fault: string): Sabotage => ({
  fault,
  needsReferenceBackend: false,
  plant: (topology) => ({ ...topology, proxy: { ...topology.proxy, ...change } }),
});

/** Several faults that only together are one. */
export const together = (fault: string, ...sabotages: readonly Sabotage[]): Sabotage => ({
  fault,
  needsReferenceBackend: sabotages.some(({ needsReferenceBackend }) => needsReferenceBackend),
  plant: (topology) => sabotages.reduce((changed, { plant }) => plant(changed), topology),
});

/** Another secret for the replica at `odd`, the same for no other. */
export const withOddSecret = (topology: Topology, odd: number): Topology =>
  withEnvironment(topology, (_, index) =>
    index === odd ? { JWT_SECRET: randomBytes(32).toString('hex') } : {},
  );

/** A secret of its own for every replica. */
export const withOwnSecrets = (topology: Topology): Topology =>
  withEnvironment(topology, () => ({ JWT_SECRET: randomBytes(32).toString('hex') }));

/** The second replica: never the first or the last, which a harness could name by accident. */
const ODD_REPLICA = 1;

/** The place of the one replica that is made to differ. */
export const oddReplica = ({ replicas }: Topology): number => Math.min(ODD_REPLICA, replicas.length - 1);

/** A change of one replica's plan, the same for no other. */
export const oneReplica = (change: Partial<ReplicaPlan>, fault: string): Sabotage => ({
  fault,
  needsReferenceBackend: false,
  plant: (topology) => withReplicas(topology, (_, index) => (index === oddReplica(topology) ? change : {})),
});
