import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HarnessError } from '../../errors.ts';
import { cacheEnvironment, warmCompileCache } from '../compile-cache.ts';
import type { Cluster, Driver, LogSink, Replica, StartOptions } from '../cluster.ts';
import { isProxyAlert } from '../nginx/alerts.ts';
import { effectiveSettings, renderNginxConfig } from '../nginx/config.ts';
import { waitUntilReady } from '../readiness.ts';
import type { Session } from '../session/session.ts';
import { type Child, type ChildPlan, startChild } from './child.ts';
import { findFreePorts, requireFreePort } from './ports.ts';
import { findProgram, PROGRAMS, type FoundProgram } from './programs.ts';

export interface ProcessDriverOptions {
  readonly session: Session;
  /** A shell command that serves CONTRACT.md in the reference backend's place; null for the reference backend. */
  readonly backendCommand: string | null;
  /** What the user's own command inherits, and where it runs. */
  readonly environment: Readonly<Record<string, string>>;
  readonly directory: string;
  /** The folder of package.json. */
  readonly projectRoot: string;
}

/** Real Nginx, real Redis and the replicas as child processes on 127.0.0.1. */
export async function processDriver(options: ProcessDriverOptions): Promise<Driver> {
  const [nginx, redis] = await Promise.all(
    PROGRAMS.map((program) => findProgram(program, options.environment['PATH'] ?? '')),
  );
  if (!nginx || !redis) {
    const missing = [nginx ? '' : 'nginx', redis ? '' : 'redis-server'].filter(Boolean).join(' and ');
    throw new HarnessError(
      'MISSING_PART',
      `The process driver needs ${missing}, which is not installed: run \`lockstep doctor --fix\`, or \`lockstep doctor\` for the command.`,
    );
  }
  if (options.backendCommand === null) await warmCompileCache(options.projectRoot);
  return {
    name: 'process',
    capabilities: ['configure'],
    start: (start) => startProcesses({ ...options, ...start, nginx, redis }),
  };
}

type Plan = ProcessDriverOptions &
  StartOptions & { readonly nginx: FoundProgram; readonly redis: FoundProgram };

let clusters = 0;

async function startProcesses(plan: Plan): Promise<Cluster> {
  const { topology, session } = plan;
  if (plan.entryPort !== null) await requireFreePort(plan.entryPort);
  const [redisPort = 0, freePort = 0, ...replicaPorts] = await findFreePorts(topology.replicas.length + 2);
  const entryPort = plan.entryPort ?? freePort;
  clusters += 1;
  const directory = join(session.directory, `cluster-${clusters}`);
  await mkdir(directory);

  const alerts: string[] = [];
  const log: Plan['log'] = (source, line) => {
    if (source === 'nginx' && isProxyAlert(line)) alerts.push(line);
    plan.log(source, line);
  };
  const replicas = topology.replicas.map(({ name }, index): Replica => ({
    name,
    url: `http://127.0.0.1:${replicaPorts[index]}`,
    upstream: `127.0.0.1:${replicaPorts[index]}`,
  }));
  const configPath = join(directory, 'nginx.conf');
  const upstreams = replicaPorts.map((port) => `127.0.0.1:${port}`);
  const accessLog = join(directory, 'access.log');
  const placement = {
    accessLog,
    listen: `127.0.0.1:${entryPort}`,
    upstreams,
    directory,
    user: process.getuid?.() === 0 ? 'root' : null,
  };
  await writeFile(configPath, await renderNginxConfig(topology.proxy, placement));

  await using cleanup = new AsyncDisposableStack();
  const children = [
    redisPlan(plan, directory, redisPort),
    ...topology.replicas.map((replica, index) =>
      replicaPlan(plan, directory, {
        ...replica.environment,
        PORT: String(replicaPorts[index]),
        REDIS_URL: `redis://127.0.0.1:${redisPort}`,
      }),
    ),
    nginxPlan(plan, directory, configPath),
  ].map((child) => startChild(child, session, log));
  cleanup.defer(() => logFile(accessLog, 'nginx', plan.log));
  cleanup.defer(() => killAll(children));
  const failures = children.map(({ failure }) => failure);
  const probes = replicas.map(({ name, url }) => ({ part: name, url: `${url}/health/ready` }));
  await waitUntilReady(probes, failures, plan.signal);
  // Only now: a request that finds no replica would make Nginx count it out for 10 s.
  await waitUntilReady(
    [{ part: 'nginx', url: `http://127.0.0.1:${entryPort}/health` }],
    failures,
    plan.signal,
  );
  const owned = cleanup.move();
  return {
    driver: 'process',
    entry: `http://127.0.0.1:${entryPort}`,
    replicas,
    parts: {
      nginx: plan.nginx.version,
      redis: plan.redis.version,
      'nginx settings': effectiveSettings(topology.proxy),
    },
    proxyAlerts: () => alerts,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function killAll(children: readonly Child[]): Promise<void> {
  await Promise.all(children.map((child) => child.kill()));
}

/** Nginx cannot open a pipe of ours as a file, so its access log is read when it has ended. */
async function logFile(path: string, source: string, log: LogSink): Promise<void> {
  const text = await readFile(path, 'utf8').catch(() => '');
  for (const line of text.split('\n')) if (line !== '') log(source, line);
}

function redisPlan({ redis }: Plan, directory: string, port: number): ChildPlan {
  const settings = [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--save',
    '',
    '--appendonly',
    'no',
    '--dir',
    directory,
  ];
  return {
    name: 'redis',
    command: redis.path,
    arguments: settings,
    environment: {},
    directory,
    shell: false,
  };
}

function nginxPlan({ nginx }: Plan, directory: string, configPath: string): ChildPlan {
  // -e: before it has read its configuration, Nginx would open the log file it was compiled with.
  const settings = ['-p', directory, '-c', configPath, '-e', 'stderr'];
  return {
    name: 'nginx',
    command: nginx.path,
    arguments: settings,
    environment: {},
    directory,
    shell: false,
  };
}

function replicaPlan(
  plan: Plan,
  directory: string,
  environment: Readonly<Record<string, string>>,
): ChildPlan {
  const name = environment['INSTANCE_ID'] ?? '';
  const own = { ...environment, HOST: '127.0.0.1' };
  if (plan.backendCommand !== null) {
    const inherited = { ...plan.environment, ...own };
    return {
      name,
      command: plan.backendCommand,
      arguments: [],
      environment: inherited,
      directory: plan.directory,
      shell: true,
    };
  }
  const program = join(plan.projectRoot, 'compose/backend/main.ts');
  const node = { PATH: plan.environment['PATH'] ?? '', ...cacheEnvironment(plan.projectRoot) };
  return {
    name,
    command: process.execPath,
    arguments: [program],
    environment: { ...node, ...own },
    directory,
    shell: false,
  };
}
