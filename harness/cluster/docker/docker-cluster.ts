import { HarnessError } from '../../errors.ts';
import type { Cluster, LogSink, Replica, StartOptions } from '../cluster.ts';
import { isProxyAlert } from '../nginx/alerts.ts';
import { effectiveSettings, renderNginxConfig } from '../nginx/config.ts';
import { waitUntilReady } from '../readiness.ts';
import type { Session } from '../session/session.ts';
import { labelsOf } from './labels.ts';
import { createNetwork } from './network.ts';
import type { Runtime } from './runtime.ts';
import { createService, type Service } from './service.ts';
import { planNginx, planRedis, planReplica, type ServicePlan, upstreamOf } from './service-plan.ts';
import type { Subnet } from './subnet.ts';
import type { versionReader } from './versions.ts';

export interface DockerClusterPlan extends StartOptions {
  readonly runtime: Runtime;
  readonly session: Session;
  /** Images that are on the engine. */
  readonly images: { readonly nginx: string; readonly redis: string; readonly replica: string };
  /** Where the reference backend is; null when the replicas' image brings its own program. */
  readonly projectRoot: string | null;
  readonly readVersion: ReturnType<typeof versionReader>;
  /** Which cluster of the session this is. */
  readonly number: number;
}

/** More would say nothing new, and a proxy in trouble writes one for each request. */
const MAX_ALERTS = 1000;
const REDIS_PATIENCE_MS = 30_000;

/** Brings a cluster up; everything is gone again if that fails or is aborted. */
export async function startDockerCluster(plan: DockerClusterPlan): Promise<Cluster> {
  const { runtime, session, signal } = plan;
  signal.throwIfAborted();
  const labels = labelsOf(session);
  const alerts: string[] = [];
  await using cleanup = new AsyncDisposableStack();
  const network = await createNetwork(runtime.engine, {
    name: `lockstep-${session.id}-${plan.number}`,
    labels,
    // Somewhere else for each session, so that two that start at once seldom want the same.
    firstSubnet: Number.parseInt(session.id.slice(0, 2), 16) + plan.number,
  });
  cleanup.defer(() => network.remove());
  const plans = await planServices(plan, network.subnet);
  const place = { runtime, network, labels, log: withAlerts(plan.log, alerts) };
  const create = (service: ServicePlan): Promise<Service> => createService(service, place);
  const creating = [create(plans.redis), create(plans.nginx), ...plans.replicas.map(create)] as const;
  cleanup.defer(() => removeServices(creating));
  const [redis, nginx, ...backends] = await Promise.all(creating);
  signal.throwIfAborted();
  const services: Services = { redis, nginx, backends };
  const { entry, replicas } = await startServices(services, plan, network.subnet);
  const parts = describeParts(services, plan);
  await waitForServices(services, { entry, replicas }, plan);
  const described = await parts;
  const owned = cleanup.move();
  return {
    driver: 'docker',
    entry,
    replicas,
    parts: described,
    proxyAlerts: () => alerts,
    collectLogs: async () => undefined,
    controls: null,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

interface Services {
  readonly redis: Service;
  readonly nginx: Service;
  readonly backends: readonly Service[];
}

interface ServicePlans {
  readonly redis: ServicePlan;
  readonly nginx: ServicePlan;
  readonly replicas: readonly ServicePlan[];
}

async function planServices(plan: DockerClusterPlan, subnet: Subnet): Promise<ServicePlans> {
  const { images, topology, projectRoot } = plan;
  const upstreams = topology.replicas.map((_, index) => upstreamOf(subnet, index));
  // Root in its container, Nginx drops to the user it was built for; no user's name is the same in every image.
  const config = await renderNginxConfig(topology.proxy, {
    listen: '80',
    accessLog: '/dev/stdout',
    upstreams,
    directory: '/tmp',
    user: null,
  });
  return {
    redis: planRedis(images.redis, subnet),
    nginx: planNginx(images.nginx, subnet, { config, port: plan.entryPort }),
    replicas: topology.replicas.map((replica, index) =>
      planReplica(replica, { image: images.replica, subnet, index, projectRoot }),
    ),
  };
}

type Addresses = Pick<Cluster, 'entry' | 'replicas'>;

async function startServices(
  services: Services,
  plan: DockerClusterPlan,
  subnet: Subnet,
): Promise<Addresses> {
  const url = async (service: Service): Promise<string> =>
    `http://${plan.runtime.host}:${await service.start()}`;
  // Nginx last: nobody asks it before the replicas are ready, and the engine is busy enough with those.
  const [, ...urls] = await Promise.all([services.redis.start(), ...services.backends.map(url)]);
  plan.signal.throwIfAborted();
  const entry = await url(services.nginx);
  const replicas = plan.topology.replicas.map(({ name }, index): Replica => ({
    name,
    url: urls[index] ?? null,
    upstream: upstreamOf(subnet, index),
  }));
  return { entry, replicas };
}

async function waitForServices(
  services: Services,
  { entry, replicas }: Addresses,
  plan: DockerClusterPlan,
): Promise<void> {
  const failures = [services.redis, services.nginx, ...services.backends].map(({ failure }) => failure);
  const probes = replicas.map(({ name, url }) => ({ part: name, url: `${url}/health/ready` }));
  await Promise.all([
    waitUntilReady(probes, failures, plan.signal),
    waitForRedis(services.redis, plan.runtime),
  ]);
  // Only now: one failed try would make Nginx shun a replica for ten seconds when it counts failures.
  await waitUntilReady([{ part: 'nginx', url: `${entry}/health` }], failures, plan.signal);
}

/** Redis publishes no port to ask at, so its own word is taken; that of Valkey and KeyDB is the same. */
async function waitForRedis({ container }: Service, { client }: Runtime): Promise<void> {
  const { BoundPorts, Wait, waitForContainer } = await import('testcontainers');
  const said = Wait.forLogMessage(/ready to accept connections/iu).withStartupTimeout(REDIS_PATIENCE_MS);
  await waitForContainer(client, container, said, new BoundPorts()).catch((cause: unknown) => {
    const sentence = 'redis did not say that it is ready: read its log in the run folder.';
    throw new HarnessError('CLUSTER_START', sentence, { cause });
  });
}

async function describeParts(
  { nginx, redis }: Services,
  plan: DockerClusterPlan,
): Promise<Record<string, string>> {
  const { images, readVersion, runtime, topology } = plan;
  const versions = await Promise.all([readVersion('nginx', nginx), readVersion('redis', redis)]);
  return {
    nginx: versions[0],
    redis: versions[1],
    engine: runtime.version,
    'nginx image': images.nginx,
    'redis image': images.redis,
    'replica image': images.replica,
    'nginx settings': effectiveSettings(topology.proxy),
  };
}

function withAlerts(log: LogSink, alerts: string[]): LogSink {
  return (source, line) => {
    if (source === 'nginx' && alerts.length < MAX_ALERTS && isProxyAlert(line)) alerts.push(line);
    log(source, line);
  };
}

async function removeServices(creating: readonly Promise<Service>[]): Promise<void> {
  const created = await Promise.allSettled(creating);
  const services = created.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  await Promise.all(services.map((service) => service.remove()));
}
