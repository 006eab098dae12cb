import type { Address } from '../link/link-end.ts';
import { LINK_PROGRAM, linkNames, type LinkPlan, planLinks } from '../link/link-plan.ts';
import { layOutRedis, ownRedisOf, type RedisLayout } from '../redis/layout.ts';
import type { Topology } from '../topology.ts';
import type { Subnet } from './subnet.ts';

/** Where a cluster's programs listen inside their network. */
export interface Place {
  readonly redis: RedisLayout;
  readonly links: LinkPlan;
  /** Of each program, and each link, by its name. */
  readonly addressOf: (name: string) => Address;
}

const PORT = { nginx: 80, redis: 6379, sentinel: 26_379, link: 7000, replica: 8080 } as const;
const NGINX_HOST = 2;
/** Of the shared Redis; its copies and the sentinels follow. */
const REDIS_HOST = 3;
const LINK_HOST = 10;
/** Of the first replica; the others follow, then the Redis programs that replicas have for themselves. */
const REPLICA_HOST = 11;
const LAST_HOST = 254;

/** Whether a /24 holds the cluster. */
export function fits({ replicas }: Topology): boolean {
  const own = replicas.filter(({ ownRedis }) => ownRedis).length;
  return REPLICA_HOST + replicas.length + own - 1 <= LAST_HOST;
}

/** Gives everything that will listen a fixed address: Nginx resolves names once, and the engine hands addresses out anew. */
export function findPlace(topology: Topology, subnet: Subnet): Place {
  const redis = layOutRedis(topology);
  const own = topology.replicas.filter(({ ownRedis }) => ownRedis).map(({ name }) => ownRedisOf(name));
  const shared = redis.servers.map(({ name }) => name).filter((name) => !own.includes(name));
  const addresses = new Map<string, Address>();
  const put = (programs: readonly string[], firstHost: number, port: number): void => {
    for (const [index, name] of programs.entries())
      addresses.set(name, { host: subnet.address(firstHost + index), port });
  };
  put(['nginx'], NGINX_HOST, PORT.nginx);
  put(shared, REDIS_HOST, PORT.redis);
  put(redis.sentinels, REDIS_HOST + shared.length, PORT.sentinel);
  put(
    topology.replicas.map(({ name }) => name),
    REPLICA_HOST,
    PORT.replica,
  );
  put(own, REPLICA_HOST + topology.replicas.length, PORT.redis);
  for (const [index, name] of [LINK_PROGRAM, ...linkNames(topology)].entries())
    addresses.set(name, { host: subnet.address(LINK_HOST), port: PORT.link + index });
  const addressOf = (name: string): Address => addresses.get(name) ?? { host: subnet.gateway, port: 0 };
  return { redis, addressOf, links: planLinks(topology, addressOf) };
}
