import type { Topology } from '../../cluster/topology.ts';
import { oddReplica, oneReplica, proxy, type Sabotage, withOddSecret, withOwnSecrets } from './planting.ts';

/** What is wrong around the replicas: how they are configured, the proxy, Redis. Any backend can be broken this way. */
export const CLUSTER_SABOTAGES = {
  'odd-jwt-secret': {
    fault: 'One replica has another JWT secret.',
    needsReferenceBackend: false,
    plant: (topology: Topology) => withOddSecret(topology, oddReplica(topology)),
  },
  'secret-per-replica': {
    fault: 'Every replica has a JWT secret of its own.',
    needsReferenceBackend: false,
    plant: withOwnSecrets,
  },
  'split-redis': oneReplica({ ownRedis: true }, 'One replica is on another Redis.'),
  'clock-off': oneReplica({ clockOffsetS: 600 }, 'One replica’s clock is 10 min ahead.'),
  'clock-behind': oneReplica({ clockOffsetS: -600 }, 'One replica’s clock is 10 min behind.'),
  'proxy-buffers-stream': proxy(
    { streamBuffering: true, streamHttpVersion: '1.0' },
    'The proxy buffers the stream: proxy_buffering on, with HTTP/1.0 to the replicas.',
  ),
  'sticky-balancer': proxy(
    { balancing: 'by-address' },
    'The balancer sends each client to one replica only.',
  ),
  'proxy-forgets-replicas': proxy(
    { upstreamHealth: 'fail-over' },
    'After one failure the proxy holds a replica for dead for 10 s, and has none when all failed.',
  ),
  'unreached-replica': proxy({ balancing: 'without-last' }, 'The balancer sends one replica nothing.'),
  'token-in-proxy-log': proxy({ logQuery: true }, 'The proxy logs whole URLs, with the tokens in them.'),
  'failover-loses-kick': {
    fault: 'Clients stay with the first Redis master, whatever the sentinels say.',
    needsReferenceBackend: false,
    plant: (topology: Topology): Topology => ({
      ...topology,
      redis: { ...topology.redis, entry: 'pinned' },
    }),
  },
} as const satisfies Readonly<Record<string, Sabotage>>;
