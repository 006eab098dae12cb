import { randomBytes } from 'node:crypto';
import {
  type ProxyPlan,
  type ReplicaPlan,
  type Topology,
  withEnvironment,
  withReplicas,
} from '../cluster/topology.ts';

/** A fault that a real system had, planted on purpose: a change of the topology, and of nothing else. */
export interface Sabotage {
  /** What is wrong, in one sentence. */
  readonly fault: string;
  /** Whether it needs the reference backend, whose variants are switches of its own. */
  readonly needsReferenceBackend: boolean;
  readonly plant: (topology: Topology) => Topology;
}

/** A variant of the reference backend. */
const variant = (name: string, fault: string): Sabotage => ({
  fault,
  needsReferenceBackend: true,
  plant: (topology) => withEnvironment(topology, () => ({ LOCKSTEP_SABOTAGE: name })),
});

/** A change of the proxy's configuration. */
const proxy = (change: Partial<ProxyPlan>, fault: string): Sabotage => ({
  fault,
  needsReferenceBackend: false,
  plant: (topology) => ({ ...topology, proxy: { ...topology.proxy, ...change } }),
});

/** Another secret for the replica at `odd`, the same for no other. */
export const withOddSecret = (topology: Topology, odd: number): Topology =>
  withEnvironment(topology, (_, index) =>
    index === odd ? { JWT_SECRET: randomBytes(32).toString('hex') } : {},
  );

/** The second replica: never the first or the last, which a harness could name by accident. */
const ODD_REPLICA = 1;

/** A change of one replica's plan, the same for no other. */
const oneReplica = (change: Partial<ReplicaPlan>, fault: string): Sabotage => ({
  fault,
  needsReferenceBackend: false,
  plant: (topology) =>
    withReplicas(topology, (_, index) =>
      index === Math.min(ODD_REPLICA, topology.replicas.length - 1) ? change : {},
    ),
});

export const SABOTAGES = {
  'odd-jwt-secret': {
    fault: 'One replica has another JWT secret.',
    needsReferenceBackend: false,
    plant: (topology: Topology) =>
      withOddSecret(topology, Math.min(ODD_REPLICA, topology.replicas.length - 1)),
  },
  'token-version-cached': variant('token-version-cached', 'Each replica caches the token version for 2 s.'),
  'rate-limit-in-memory': variant(
    'rate-limit-in-memory',
    'Each replica counts the rate limit in its own memory.',
  ),
  'proxy-buffers-stream': proxy(
    { streamBuffering: true, streamHttpVersion: '1.0' },
    'The proxy buffers the stream: proxy_buffering on, with HTTP/1.0 to the replicas.',
  ),
  'split-redis': oneReplica({ ownRedis: true }, 'One replica is on another Redis.'),
  'clock-off': oneReplica({ clockOffsetS: 600 }, 'One replica’s clock is 10 min ahead.'),
  'clock-behind': oneReplica({ clockOffsetS: -600 }, 'One replica’s clock is 10 min behind.'),
  'sticky-balancer': proxy(
    { balancing: 'by-address' },
    'The balancer sends each client to one replica only.',
  ),
  'unreached-replica': proxy({ balancing: 'without-last' }, 'The balancer sends one replica nothing.'),
  'failover-loses-kick': {
    fault: 'Clients stay with the first Redis master, whatever the sentinels say.',
    needsReferenceBackend: false,
    plant: (topology: Topology) => ({ ...topology, redis: { ...topology.redis, entry: 'pinned' } }),
  },
  'stream-local-only': variant(
    'stream-local-only',
    'Events only reach the streams of the replica that published them.',
  ),
} as const satisfies Readonly<Record<string, Sabotage>>;

export type SabotageName = keyof typeof SABOTAGES;
