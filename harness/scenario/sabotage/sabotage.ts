import { BACKEND_SABOTAGES } from './backend.ts';
import { CLUSTER_SABOTAGES } from './cluster.ts';
import { proxy, type Sabotage, together } from './planting.ts';

/** Every sabotage there is. */
export const SABOTAGES = {
  ...CLUSTER_SABOTAGES,
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
