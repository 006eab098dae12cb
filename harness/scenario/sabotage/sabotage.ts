import type { Topology } from '../../cluster/topology.ts';
import { BACKEND_SABOTAGES } from './backend.ts';
import { oddReplica, oneReplica, proxy, type Sabotage, together, withOddSecret } from './planting.ts';

/** Every sabotage there is. */
export const SABOTAGES = {
  'odd-jwt-secret': {
    fault: 'One replica has another JWT secret.',
    needsReferenceBackend: false,
    plant: (topology: Topology) => withOddSecret(topology, oddReplica(topology)),
  },
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
  ...BACKEND_SABOTAGES,
  'keep-alive-race': together(
    'Replicas close idle connections after 5 s, and the proxy keeps them for 60 s.',
    BACKEND_SABOTAGES['keep-alive-race'],
    proxy({ idleUpstreamS: 60 }, 'The proxy keeps idle connections for 60 s.'),
  ),
  'masked-retries': together(
    'One replica answers 500 to 5 % of its requests, and the proxy hides it by asking another one.',
    BACKEND_SABOTAGES['failing-replica'],
    proxy({ retries: 'everything' }, 'The proxy asks another replica after any failed answer.'),
  ),
} as const satisfies Readonly<Record<string, Sabotage>>;

export type SabotageName = keyof typeof SABOTAGES;
