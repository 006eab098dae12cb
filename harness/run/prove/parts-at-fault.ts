import { isDeepStrictEqual } from 'node:util';
import type { Topology } from '../../cluster/topology.ts';
import type { Sabotage } from '../../scenario/sabotage/planting.ts';

/** Who is at fault once a sabotage is planted, computed from what it changed: replicas by name, `proxy`, `redis`. */
export function partsAtFault(healthy: Topology, planted: Topology): string[] {
  const replicas = planted.replicas.filter(
    (replica, index) => !isDeepStrictEqual(replica, healthy.replicas[index]),
  );
  return [
    ...replicas.map(({ name }) => name),
    ...(isDeepStrictEqual(planted.proxy, healthy.proxy) ? [] : ['proxy']),
    ...(isDeepStrictEqual(planted.redis, healthy.redis) ? [] : ['redis']),
  ];
}

/** Where a sabotage is planted. */
export function placeOf(
  { needsReferenceBackend }: Pick<Sabotage, 'needsReferenceBackend'>,
  atFault: readonly string[],
): 'topology' | 'proxy' | 'backend' {
  if (needsReferenceBackend) return 'backend';
  return atFault.includes('proxy') ? 'proxy' : 'topology';
}
