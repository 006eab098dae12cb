import type { Topology } from '../../cluster/topology.ts';
import { BACKEND_SABOTAGES } from './backend.ts';
import { oddReplica, proxy, type Sabotage, withOddSecret } from './planting.ts';

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
  ...BACKEND_SABOTAGES,
} as const satisfies Readonly<Record<string, Sabotage>>;

export type SabotageName = keyof typeof SABOTAGES;
