import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { clockEnvironment, clockText } from '../clock.ts';
import { cacheEnvironment } from '../compile-cache.ts';
import { LINK_PROGRAM } from '../link/link-plan.ts';
import type { LinkProgramPlan } from '../link/link-end.ts';
import { renderNginxConfig } from '../nginx/config.ts';
import { redisArguments, type RedisServer, SHARED_REDIS, sentinelConfig } from '../redis/layout.ts';
import type { ReplicaPlan, Topology } from '../topology.ts';
import type { ChildPlan } from './child.ts';
import { clockFile } from './controls.ts';
import type { Place } from './place.ts';
import type { ProcessDriverOptions } from './process-options.ts';
import type { FoundProgram } from './programs.ts';

export interface Programs {
  readonly nginx: FoundProgram;
  readonly redis: FoundProgram;
  /** libfaketime, for replicas whose clocks can be moved; null when it is not installed. */
  readonly clockLibrary: string | null;
}

export interface Planning {
  readonly options: ProcessDriverOptions;
  readonly programs: Programs;
  readonly topology: Topology;
  readonly place: Place;
}

/** How everything but Nginx is started; its files are written when this resolves. */
export async function planPrograms(planning: Planning): Promise<ChildPlan[]> {
  const { place, programs, topology } = planning;
  const servers = place.redis.servers.map((server) => redisPlan(planning, server));
  const sentinels = place.redis.sentinels.map(async (name): Promise<ChildPlan> => {
    const { directory } = place;
    // Before each vote a sentinel writes its configuration and waits for the disk: seconds, when that is busy.
    const path = join(place.memory, name, 'sentinel.conf');
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, sentinelConfig(place.addressOf(name), place.addressOf(SHARED_REDIS)));
    const command = programs.redis.path;
    return { name, command, arguments: [path, '--sentinel'], environment: {}, directory, shell: false };
  });
  const replicas = topology.replicas.map((replica) => replicaPlan(planning, replica));
  return [...servers, ...linkPlans(planning), ...(await Promise.all([...sentinels, ...replicas]))];
}

/** The link program, where a topology has links. */
function linkPlans({ options, place }: Planning): ChildPlan[] {
  const { directory, links, addressOf } = place;
  if (links.ends.length === 0) return [];
  const plan: LinkProgramPlan = { control: addressOf(LINK_PROGRAM), ends: links.ends };
  const program = join(options.projectRoot, 'harness/cluster/link/link-program.ts');
  const settings = [program, JSON.stringify(plan)];
  const command = process.execPath;
  return [{ name: LINK_PROGRAM, command, arguments: settings, environment: {}, directory, shell: false }];
}

function redisPlan({ programs, place }: Planning, { name, copies }: RedisServer): ChildPlan {
  const { directory, addressOf } = place;
  const settings = redisArguments(addressOf(name), copies === null ? null : addressOf(copies));
  const command = programs.redis.path;
  return {
    name,
    command,
    arguments: [...settings, '--dir', directory],
    environment: {},
    directory,
    shell: false,
  };
}

/** How Nginx is started, in the foreground. */
export async function nginxPlan({ programs, topology, place }: Planning): Promise<ChildPlan> {
  const { directory, accessLog, entry, replicas } = place;
  const config = join(directory, 'nginx.conf');
  const upstreams = replicas.map(({ upstream }) => upstream ?? '');
  // As root the workers would be nobody, whom the session's folder is closed to.
  const user = process.getuid?.() === 0 ? 'root' : null;
  const placement = { listen: `${entry.host}:${entry.port}`, upstreams, accessLog, directory, user };
  await writeFile(config, await renderNginxConfig(topology.proxy, placement));
  // -e: before it has read its configuration, Nginx would open the log file it was compiled with.
  const settings = ['-p', directory, '-c', config, '-e', 'stderr'];
  return {
    name: 'nginx',
    command: programs.nginx.path,
    arguments: settings,
    environment: {},
    directory,
    shell: false,
  };
}

/** How a replica is started: the user's command where the user stands, or the reference backend. */
async function replicaPlan(
  { options, place, programs }: Planning,
  { name, environment, clockOffsetS }: ReplicaPlan,
): Promise<ChildPlan> {
  const redis = place.links.redisOf(name);
  const own = {
    ...environment,
    ...(await clockOf(place, programs, { name, clockOffsetS })),
    PORT: String(place.addressOf(name).port),
    HOST: '127.0.0.1',
    REDIS_URL: `redis://${redis.host}:${redis.port}`,
  };
  const { projectRoot, backendCommand } = options;
  if (backendCommand !== null) {
    const inherited = { ...options.environment, ...own };
    return {
      name,
      command: backendCommand,
      arguments: [],
      environment: inherited,
      directory: options.directory,
      shell: true,
    };
  }
  const program = join(projectRoot, 'compose/backend/main.ts');
  const given = { PATH: options.environment['PATH'] ?? '', ...cacheEnvironment(projectRoot), ...own };
  return {
    name,
    command: process.execPath,
    arguments: [program],
    environment: given,
    directory: place.directory,
    shell: false,
  };
}

async function clockOf(
  { directory }: Place,
  { clockLibrary }: Programs,
  { name, clockOffsetS }: Pick<ReplicaPlan, 'name' | 'clockOffsetS'>,
): Promise<Record<string, string>> {
  if (clockOffsetS === null || clockLibrary === null) return {};
  const file = clockFile(directory, name);
  await writeFile(file, clockText(clockOffsetS));
  return clockEnvironment(clockLibrary, file);
}
