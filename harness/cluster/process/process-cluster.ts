import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cluster, LogSink, Replica, StartOptions } from '../cluster.ts';
import { isProxyAlert } from '../nginx/alerts.ts';
import { effectiveSettings, renderNginxConfig } from '../nginx/config.ts';
import { waitUntilReady } from '../readiness.ts';
import { type Child, startChild } from './child.ts';
import type { ProcessDriverOptions } from './process-options.ts';
import { nginxPlan, redisPlan, replicaPlan } from './plans.ts';
import { findFreePorts, requireFreePort } from './ports.ts';
import type { FoundProgram } from './programs.ts';

interface ProcessCluster {
  readonly options: ProcessDriverOptions;
  readonly programs: { readonly nginx: FoundProgram; readonly redis: FoundProgram };
  readonly start: StartOptions;
}

/** Where a cluster's programs listen, and where their files are. */
interface Place {
  readonly directory: string;
  readonly redisPort: number;
  readonly entryPort: number;
  readonly replicas: readonly Replica[];
  readonly accessLog: string;
}

/** Starts all of a cluster at once; ready when this resolves. */
export async function startProcesses({ options, programs, start }: ProcessCluster): Promise<Cluster> {
  const { topology, signal } = start;
  const place = await findPlace(options, start);
  const { entryPort, replicas } = place;
  const alerts: string[] = [];
  const log: LogSink = (source, line) => {
    if (source === 'nginx' && isProxyAlert(line)) alerts.push(line);
    start.log(source, line);
  };
  const plans = await planChildren({ options, programs, start }, place);

  await using cleanup = new AsyncDisposableStack();
  const children = plans.map((plan) => startChild(plan, options.session, log));
  cleanup.defer(() => logFile(place.accessLog, 'nginx', start.log));
  cleanup.defer(() => killAll(children));
  const failures = children.map(({ failure }) => failure);
  const probes = replicas.map(({ name, url }) => ({ part: name, url: `${url}/health/ready` }));
  await waitUntilReady(probes, failures, signal);
  // Only now: a request that finds no replica would make Nginx count it out for 10 s.
  const entry = `http://127.0.0.1:${entryPort}`;
  await waitUntilReady([{ part: 'nginx', url: `${entry}/health` }], failures, signal);
  const owned = cleanup.move();
  const { nginx, redis } = programs;
  return {
    driver: 'process',
    entry,
    replicas,
    parts: {
      nginx: nginx.version,
      redis: redis.version,
      'nginx settings': effectiveSettings(topology.proxy),
    },
    proxyAlerts: () => alerts,
    collectLogs: async () => undefined,
    controls: null,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

let clusters = 0;

async function findPlace({ session }: ProcessDriverOptions, start: StartOptions): Promise<Place> {
  if (start.entryPort !== null) await requireFreePort(start.entryPort);
  const names = start.topology.replicas.map(({ name }) => name);
  const [redisPort = 0, freePort = 0, ...ports] = await findFreePorts(names.length + 2);
  clusters += 1;
  const directory = join(session.directory, `cluster-${clusters}`);
  await mkdir(directory);
  const replicas = names.map((name, index): Replica => {
    const upstream = `127.0.0.1:${ports[index]}`;
    return { name, url: `http://${upstream}`, upstream };
  });
  const accessLog = join(directory, 'access.log');
  return { directory, redisPort, entryPort: start.entryPort ?? freePort, replicas, accessLog };
}

async function planChildren({ options, programs, start }: ProcessCluster, place: Place) {
  const { directory, redisPort, entryPort, replicas, accessLog } = place;
  const configPath = join(directory, 'nginx.conf');
  const upstreams = replicas.map(({ upstream }) => upstream ?? '');
  // As root the workers would be nobody, whom the session's folder is closed to.
  const user = process.getuid?.() === 0 ? 'root' : null;
  const placement = { listen: `127.0.0.1:${entryPort}`, upstreams, accessLog, directory, user };
  await writeFile(configPath, await renderNginxConfig(start.topology.proxy, placement));
  const redisUrl = `redis://127.0.0.1:${redisPort}`;
  return [
    redisPlan(programs.redis.path, directory, redisPort),
    ...start.topology.replicas.map(({ environment }, index) => {
      const port = upstreams[index]?.split(':')[1] ?? '';
      return replicaPlan(options, directory, { ...environment, PORT: port, REDIS_URL: redisUrl });
    }),
    nginxPlan(programs.nginx.path, directory, configPath),
  ];
}

async function killAll(children: readonly Child[]): Promise<void> {
  await Promise.all(children.map((child) => child.kill()));
}

/** Nginx cannot open a pipe of ours as a file, so its access log is read when it has ended. */
async function logFile(path: string, source: string, log: LogSink): Promise<void> {
  const text = await readFile(path, 'utf8').catch(() => '');
  for (const line of text.split('\n')) if (line !== '') log(source, line);
}
