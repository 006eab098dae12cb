import type { ReplicaPlan } from '../topology.ts';
import { cacheEnvironment } from '../compile-cache.ts';
import type { Subnet } from './subnet.ts';

/** A container of the cluster, as it is asked for. */
export interface ServicePlan {
  /** Its source in the logs. */
  readonly name: string;
  readonly image: string;
  readonly address: string;
  /** null runs what the image runs by itself. */
  readonly command: readonly string[] | null;
  readonly environment: Readonly<Record<string, string>>;
  /** A port to reach from this machine; `host` null lets the engine choose. */
  readonly publish: { readonly container: number; readonly host: number | null } | null;
  /** A folder of the engine's machine, read-only in the container. */
  readonly mount: { readonly from: string; readonly to: string } | null;
  /** A file to put into the container before it starts; its path has no leading slash. */
  readonly file: { readonly path: string; readonly text: string } | null;
}

const REPLICA_PORT = 8080;
const NGINX_PORT = 80;
const NGINX_HOST = 2;
const REDIS_HOST = 3;
const FIRST_REPLICA_HOST = 11;
/** What a /24 holds from the first replica's address on. */
export const MAX_REPLICAS = 254 - FIRST_REPLICA_HOST + 1;

const PROJECT_MOUNT = '/lockstep';
const NGINX_CONFIG = 'lockstep/nginx.conf';

/** Where replica number `index` listens inside the network: `ip:port`, as Nginx writes it. */
export function upstreamOf(subnet: Subnet, index: number): string {
  return `${subnet.address(FIRST_REPLICA_HOST + index)}:${REPLICA_PORT}`;
}

/** Redis without persistence, reached from the cluster's own network only. */
export function planRedis(image: string, subnet: Subnet): ServicePlan {
  const command = ['redis-server', '--save', '', '--appendonly', 'no', '--protected-mode', 'no'];
  const address = subnet.address(REDIS_HOST);
  return { name: 'redis', image, address, command, environment: {}, publish: null, mount: null, file: null };
}

/** Nginx with a rendered configuration that listens on port 80. */
export function planNginx(
  image: string,
  subnet: Subnet,
  options: { config: string; port: number | null },
): ServicePlan {
  return {
    name: 'nginx',
    image,
    address: subnet.address(NGINX_HOST),
    // -e: before it has read its configuration, Nginx would open the log file it was compiled with.
    command: ['nginx', '-e', 'stderr', '-c', `/${NGINX_CONFIG}`],
    environment: {},
    publish: { container: NGINX_PORT, host: options.port },
    mount: null,
    file: { path: NGINX_CONFIG, text: options.config },
  };
}

export interface ReplicaPlace {
  readonly image: string;
  readonly subnet: Subnet;
  readonly index: number;
  /** The folder of package.json, which holds the reference backend; null for an image that brings its own program. */
  readonly projectRoot: string | null;
}

/** A replica with its environment from the topology and what only the place decides. */
export function planReplica({ name, environment }: ReplicaPlan, place: ReplicaPlace): ServicePlan {
  const { image, subnet, index, projectRoot } = place;
  const redis = `redis://${subnet.address(REDIS_HOST)}:6379`;
  const cache = projectRoot === null ? {} : cacheEnvironment(PROJECT_MOUNT);
  return {
    name,
    image,
    address: subnet.address(FIRST_REPLICA_HOST + index),
    command: projectRoot === null ? null : ['node', `${PROJECT_MOUNT}/compose/backend/main.ts`],
    environment: { ...cache, ...environment, PORT: String(REPLICA_PORT), HOST: '0.0.0.0', REDIS_URL: redis },
    publish: { container: REPLICA_PORT, host: null },
    mount: projectRoot === null ? null : { from: projectRoot, to: PROJECT_MOUNT },
    file: null,
  };
}
