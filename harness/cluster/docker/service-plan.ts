import { clockEnvironment, clockText } from '../clock.ts';
import { cacheEnvironment } from '../compile-cache.ts';
import type { LinkProgramPlan } from '../link/link-end.ts';
import { LINK_PROGRAM } from '../link/link-plan.ts';
import { redisArguments, type RedisServer, sentinelConfig, SHARED_REDIS } from '../redis/layout.ts';
import type { ReplicaPlan } from '../topology.ts';
import type { Place } from './place.ts';

/** A container of the cluster, as it is asked for. */
export interface ServicePlan {
  /** Its source in the logs. */
  readonly name: string;
  readonly image: string;
  readonly address: string;
  /** null runs what the image runs by itself. */
  readonly command: readonly string[] | null;
  readonly environment: Readonly<Record<string, string>>;
  readonly publish: Publication | null;
  /** A folder of the engine's machine, read-only in the container. */
  readonly mount: { readonly from: string; readonly to: string } | null;
  /** A file to put into the container before it starts; its path has no leading slash. */
  readonly file: { readonly path: string; readonly text: string } | null;
  /** So many cores it may use; null for no quota. */
  readonly quotaCores: number | null;
}

/** A port to reach from this machine; `host` null lets the engine choose, each time the container starts. */
interface Publication {
  readonly container: number;
  readonly host: number | null;
  /** Whether a person chose it. */
  readonly isAsked: boolean;
}

const PROJECT_MOUNT = '/lockstep';
const NGINX_CONFIG = 'lockstep/nginx.conf';
const SENTINEL_CONFIG = 'lockstep/sentinel.conf';
/** Every container has a file system in memory there. */
const IN_MEMORY = '/dev/shm/sentinel.conf';
/** The file that moves a replica's clock; beside the mounted project, where nothing can be written. */
export const CLOCK_FILE = 'lockstep-clock/offset';

/** What the plan of each kind of container begins with. */
interface Setting {
  readonly image: string;
  readonly place: Place;
}

function bare(name: string, { image, place }: Setting): Omit<ServicePlan, 'command'> {
  const { host } = place.addressOf(name);
  return {
    name,
    image,
    address: host,
    environment: {},
    publish: null,
    mount: null,
    file: null,
    quotaCores: null,
  };
}

/** Redis without persistence, reached from the cluster's own network only. */
export function planRedis({ name, copies }: RedisServer, setting: Setting): ServicePlan {
  const { addressOf } = setting.place;
  const settings = redisArguments(addressOf(name), copies === null ? null : addressOf(copies));
  return { ...bare(name, setting), command: ['redis-server', ...settings, '--protected-mode', 'no'] };
}

/** A sentinel that watches the shared Redis. */
export function planSentinel(name: string, setting: Setting): ServicePlan {
  const { addressOf } = setting.place;
  return {
    ...bare(name, setting),
    // By way of a shell: the image's own entry would start it as a user who may not write the file, as a sentinel must, and
    // before each vote: in memory it need not wait for a disk.
    command: ['sh', '-c', `cp /${SENTINEL_CONFIG} ${IN_MEMORY} && exec redis-server ${IN_MEMORY} --sentinel`],
    file: { path: SENTINEL_CONFIG, text: sentinelConfig(addressOf(name), addressOf(SHARED_REDIS)) },
  };
}

/** The program that holds all links. */
export function planLink(
  setting: Setting,
  options: { readonly projectRoot: string; readonly port: number | null },
): ServicePlan {
  const { addressOf, links } = setting.place;
  const control = addressOf(LINK_PROGRAM);
  const plan: LinkProgramPlan = { control, ends: links.ends };
  const program = `${PROJECT_MOUNT}/harness/cluster/link/link-program.ts`;
  return {
    ...bare(LINK_PROGRAM, setting),
    command: ['node', program, JSON.stringify(plan)],
    publish: { container: control.port, host: options.port, isAsked: false },
    mount: { from: options.projectRoot, to: PROJECT_MOUNT },
  };
}

/** Nginx with a rendered configuration. */
export function planNginx(
  setting: Setting,
  options: { readonly config: string; readonly port: number | null; readonly isAsked: boolean },
): ServicePlan {
  const { config, port, isAsked } = options;
  return {
    ...bare('nginx', setting),
    // -e: before it has read its configuration, Nginx would open the log file it was compiled with.
    command: ['nginx', '-e', 'stderr', '-c', `/${NGINX_CONFIG}`],
    publish: { container: setting.place.addressOf('nginx').port, host: port, isAsked },
    file: { path: NGINX_CONFIG, text: config },
  };
}

interface ReplicaSetting extends Setting {
  /** The folder of package.json, which holds the reference backend; null for an image that brings its own program. */
  readonly projectRoot: string | null;
  /** Where libfaketime is in the image; null when it has none. */
  readonly clockLibrary: string | null;
  readonly port: number | null;
}

/** A replica with its environment from the topology and what only the place decides. */
export function planReplica(replica: ReplicaPlan, setting: ReplicaSetting): ServicePlan {
  const { name, environment, clockOffsetS, quotaCores } = replica;
  const { projectRoot, clockLibrary, place } = setting;
  const { port } = place.addressOf(name);
  const redis = place.links.redisOf(name);
  const clock = clockOffsetS === null || clockLibrary === null ? null : clockLibrary;
  return {
    ...bare(name, setting),
    command: projectRoot === null ? null : ['node', `${PROJECT_MOUNT}/compose/backend/main.ts`],
    environment: {
      ...(projectRoot === null ? {} : cacheEnvironment(PROJECT_MOUNT)),
      ...(clock === null ? {} : clockEnvironment(clock, `/${CLOCK_FILE}`)),
      ...environment,
      PORT: String(port),
      HOST: '0.0.0.0',
      REDIS_URL: `redis://${redis.host}:${redis.port}`,
    },
    publish: { container: port, host: setting.port, isAsked: false },
    mount: projectRoot === null ? null : { from: projectRoot, to: PROJECT_MOUNT },
    file: clock === null ? null : { path: CLOCK_FILE, text: clockText(clockOffsetS ?? 0) },
    quotaCores,
  };
}
