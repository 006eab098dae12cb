import type { Address } from '../link/link-end.ts';
import type { Topology } from '../topology.ts';

/** The Redis programs of a cluster, by name. */
export interface RedisLayout {
  /** The first is the master that all replicas share, the others follow it; then those that one replica has for itself. */
  readonly servers: readonly RedisServer[];
  readonly sentinels: readonly string[];
}

export interface RedisServer {
  readonly name: string;
  /** Whom it copies at first; null for a master. */
  readonly copies: string | null;
}

export const SHARED_REDIS = 'redis';
/** What the sentinels call the master. */
export const MASTER_NAME = 'lockstep';
const COPIES = ['redis-2', 'redis-3'];
const SENTINELS = ['sentinel-1', 'sentinel-2', 'sentinel-3'];
const QUORUM = 2;

/** The name of the Redis that one replica has for itself. */
export const ownRedisOf = (replica: string): string => `redis-of-${replica}`;

/** Which Redis programs a topology needs. */
export function layOutRedis({ redis, replicas }: Topology): RedisLayout {
  const isWatched = redis.kind === 'sentinel';
  const copies = isWatched ? COPIES.map((name) => ({ name, copies: SHARED_REDIS })) : [];
  const own = replicas.flatMap(({ name, ownRedis }) =>
    ownRedis ? [{ name: ownRedisOf(name), copies: null }] : [],
  );
  return {
    servers: [{ name: SHARED_REDIS, copies: null }, ...copies, ...own],
    sentinels: isWatched ? SENTINELS : [],
  };
}

/** How redis-server is started: in memory only; a copy of `copies` if there is one. Its own copies never wait. */
export function redisArguments(listen: Address, copies: Address | null): string[] {
  const memoryOnly = ['--save', '', '--appendonly', 'no', '--repl-diskless-sync-delay', '0'];
  const copy = copies === null ? [] : ['--replicaof', copies.host, String(copies.port)];
  return ['--port', String(listen.port), '--bind', listen.host, ...memoryOnly, ...copy];
}

/**
 * A sentinel's configuration, which it writes to. It doubts a master only after a minute: one that doubts after half a second fails
 * over by itself, again and again, whenever a busy machine stands still. The failover that is wanted is commanded.
 */
export function sentinelConfig(listen: Address, master: Address): string {
  return [
    `port ${listen.port}`,
    `bind ${listen.host}`,
    'protected-mode no',
    `sentinel monitor ${MASTER_NAME} ${master.host} ${master.port} ${QUORUM}`,
    `sentinel down-after-milliseconds ${MASTER_NAME} 60000`,
    `sentinel failover-timeout ${MASTER_NAME} 10000`,
    `sentinel parallel-syncs ${MASTER_NAME} 2`,
    '',
  ].join('\n');
}
