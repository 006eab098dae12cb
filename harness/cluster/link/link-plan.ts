import type { Address, LinkEnd } from './link-end.ts';
import { layOutRedis, MASTER_NAME, ownRedisOf, SHARED_REDIS } from '../redis/layout.ts';
import type { LinkSide, Topology } from '../topology.ts';

/** The program that holds all links of a cluster; its address is where it is told what to do. */
export const LINK_PROGRAM = 'link';

/** The name of the link between a replica and Redis, or the proxy and a replica. */
export const linkName = (replica: string, side: LinkSide): string => `${side} of ${replica}`;
/** The link that leads to the master of the moment. */
const MASTER_LINK = 'master';

/** The names of the links a topology needs; none when it needs no link program. */
export function linkNames({ replicas, links, redis }: Topology): string[] {
  const follows = redis.kind === 'sentinel' && redis.entry === 'follows';
  return [
    ...(follows ? [MASTER_LINK] : []),
    ...replicas.flatMap(({ name }) => links.map((side) => linkName(name, side))),
  ];
}

/** Where connections lead once the links are between. */
export interface LinkPlan {
  readonly ends: readonly LinkEnd[];
  /** Where a replica finds its Redis. */
  readonly redisOf: (replica: string) => Address;
  /** Where the proxy finds a replica. */
  readonly upstreamOf: (replica: string) => Address;
}

/** Puts the links between; `addressOf` knows each program, and each link by its name. */
export function planLinks(topology: Topology, addressOf: (name: string) => Address): LinkPlan {
  const names = linkNames(topology);
  const has = (name: string): boolean => names.includes(name);
  const sentinels = layOutRedis(topology).sentinels.map(addressOf);
  const storeOf = (replica: string): Address => {
    const own = topology.replicas.some(({ name, ownRedis }) => name === replica && ownRedis);
    if (own) return addressOf(ownRedisOf(replica));
    return addressOf(has(MASTER_LINK) ? MASTER_LINK : SHARED_REDIS);
  };
  const targetOf = (name: string): LinkEnd['to'] => {
    if (name === MASTER_LINK) return { sentinels, master: MASTER_NAME };
    const [side, replica = ''] = name.split(' of ');
    return side === 'redis' ? storeOf(replica) : addressOf(replica);
  };
  const through = (replica: string, side: LinkSide, direct: Address): Address =>
    has(linkName(replica, side)) ? addressOf(linkName(replica, side)) : direct;
  return {
    ends: names.map((name) => ({ name, listen: addressOf(name), to: targetOf(name) })),
    redisOf: (replica) => through(replica, 'redis', storeOf(replica)),
    upstreamOf: (replica) => through(replica, 'proxy', addressOf(replica)),
  };
}
