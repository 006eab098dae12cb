import { HarnessError } from '../../errors.ts';
import type { Cluster, Controls, LogSink, Replica, StartOptions } from '../cluster.ts';
import { type LinkControl, linkControl } from '../link/link-control.ts';
import { isProxyAlert } from '../nginx/alerts.ts';
import { effectiveSettings } from '../nginx/config.ts';
import { waitUntilReady } from '../readiness.ts';
import { waitForCopies, waitForSentinels } from '../redis/sentinels.ts';
import type { Session } from '../session/session.ts';
import { dockerControls } from './controls.ts';
import { labelsOf } from './labels.ts';
import { createNetwork } from './network.ts';
import { findPlace, type Place } from './place.ts';
import { quietable } from './quiet.ts';
import { aborted, type Runtime } from './runtime.ts';
import { usageOf } from './usage.ts';
import { createService, type Service } from './service.ts';
import type { ServicePlan } from './service-plan.ts';
import { allOf, type Materials, planServices, type Services, urlOf } from './services.ts';
import type { versionReader } from './versions.ts';

export interface DockerClusterPlan extends StartOptions {
  readonly runtime: Runtime;
  readonly session: Session;
  readonly materials: Materials;
  readonly readVersion: ReturnType<typeof versionReader>;
  /** Which cluster of the session this is. */
  readonly number: number;
}

/** More would say nothing new, and a proxy in trouble writes one for each request. */
const MAX_ALERTS = 1000;
const REDIS_PATIENCE_MS = 30_000;

/** A cluster on its way up. */
interface Rising {
  readonly plan: DockerClusterPlan;
  readonly place: Place;
  readonly services: Services;
  /** Reject when a container ends too early. */
  readonly failures: readonly Promise<never>[];
}

/** Brings a cluster up; everything is gone again if that fails or is aborted. */
export async function startDockerCluster(plan: DockerClusterPlan): Promise<Cluster> {
  const { runtime, session, signal, topology } = plan;
  signal.throwIfAborted();
  const labels = labelsOf(session);
  const alerts: string[] = [];
  const { log, untilQuiet } = quietable(withAlerts(plan.log, alerts));
  await using cleanup = new AsyncDisposableStack();
  const network = await createNetwork(runtime.engine, {
    name: `lockstep-${session.id}-${plan.number}`,
    labels,
    // Somewhere else for each session, so that two that start at once seldom want the same.
    firstSubnet: Number.parseInt(session.id.slice(0, 2), 16) + plan.number,
  });
  cleanup.defer(() => network.remove());
  const place = findPlace(topology, network.subnet);
  const plans = await planServices(plan, place, plan.materials, runtime);
  const creating = allOf(plans).map((service) => createService(service, { runtime, network, labels, log }));
  cleanup.defer(() => removeServices(creating));
  const services = sortServices(await Promise.all(creating), plans);
  signal.throwIfAborted();
  const failures = allOf(services).map(({ failure }) => failure);
  const rising = { plan, place, services, failures };
  const { controls, parts } = await Promise.race([bringUp(rising), aborted(signal), ...failures]);
  const owned = cleanup.move();
  const { nginx } = services;
  return {
    driver: 'docker',
    get entry() {
      return urlOf(nginx, runtime);
    },
    replicas: describeReplicas(rising),
    parts,
    proxyAlerts: () => alerts,
    collectLogs: untilQuiet,
    controls,
    usage: () => usageOf(allOf(services), runtime),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** The services in the places that their plans have. */
function sortServices(services: readonly Service[], plans: Services<ServicePlan>): Services {
  const of = (plan: ServicePlan): Service => {
    const found = services.find((service) => service.plan === plan);
    if (found) return found;
    throw new HarnessError('INTERNAL', `${plan.name} was not made`);
  };
  return {
    redis: plans.redis.map(of),
    sentinels: plans.sentinels.map(of),
    link: plans.link && of(plans.link),
    nginx: of(plans.nginx),
    replicas: plans.replicas.map(of),
  };
}

async function bringUp(rising: Rising): Promise<Pick<Cluster, 'parts'> & { readonly controls: Controls }> {
  const { plan, place, services, failures } = rising;
  const { runtime, signal } = plan;
  const { nginx, replicas } = services;
  const all = allOf(services);
  const withoutLink = dockerControls({ services: all, place, runtime, link: null });
  const startFront = async (): Promise<void> => {
    await Promise.all(replicas.map((replica) => replica.start()));
    // Nginx last: nobody asks it before the replicas are ready, and the engine is busy enough with those.
    await nginx.start();
  };
  const [link] = await Promise.all([startLink(rising), startStores(rising, withoutLink.redis), startFront()]);
  const parts = describeParts(services, plan);
  const probes = replicas.map((replica) => ({
    part: replica.plan.name,
    url: `${urlOf(replica, runtime)}/health/ready`,
  }));
  await waitUntilReady(probes, failures, signal);
  // Only now: one failed try would make Nginx shun a replica for ten seconds when it counts failures.
  await waitUntilReady([{ part: 'nginx', url: `${urlOf(nginx, runtime)}/health` }], failures, signal);
  return {
    parts: await parts,
    controls: dockerControls({ services: all, place, runtime, link }),
  };
}

async function startLink({ plan, services, failures }: Rising): Promise<LinkControl | null> {
  const { link } = services;
  if (link === null) return null;
  await link.start();
  const { host } = plan.runtime;
  const control = linkControl({ host: host.replace(/^\[(.*)\]$/u, '$1'), port: link.port() ?? 0 });
  await control.waitUntilUp(failures, plan.signal);
  return control;
}

/** Each only when whom it follows is there: else copies look for their master, and sentinels for copies, seconds later. */
async function startStores({ plan, place, services }: Rising, ask: Controls['redis']): Promise<void> {
  const { signal, runtime } = plan;
  const { servers, sentinels } = place.redis;
  const start = async (stores: readonly Service[]): Promise<void> => {
    signal.throwIfAborted();
    await Promise.all(stores.map((store) => store.start()));
    await Promise.all(stores.map((store) => waitForRedis(store, runtime)));
  };
  const copies = services.redis.filter((_, index) => servers[index]?.copies !== null);
  await start(services.redis.filter((store) => !copies.includes(store)));
  if (sentinels.length === 0) return;
  await start(copies);
  await waitForCopies(place.redis, ask, signal);
  await Promise.all(services.sentinels.map((sentinel) => sentinel.start()));
  await waitForSentinels(place.redis, ask, signal);
}

/** Redis publishes no port to ask at, so its own word is taken; that of Valkey and KeyDB is the same. */
async function waitForRedis({ container, plan }: Service, { client }: Runtime): Promise<void> {
  const { BoundPorts, Wait, waitForContainer } = await import('testcontainers');
  const said = Wait.forLogMessage(/ready to accept connections/iu).withStartupTimeout(REDIS_PATIENCE_MS);
  await waitForContainer(client, container, said, new BoundPorts()).catch((cause: unknown) => {
    const sentence = `${plan.name} did not say that it is ready: read its log in the run folder.`;
    throw new HarnessError('CLUSTER_START', sentence, { cause });
  });
}

function describeReplicas({ plan, place, services }: Rising): Replica[] {
  return services.replicas.map((service) => {
    const { name } = service.plan;
    const { host, port } = place.links.upstreamOf(name);
    return {
      name,
      upstream: `${host}:${port}`,
      get url() {
        return urlOf(service, plan.runtime);
      },
    };
  });
}

async function describeParts(
  { nginx, redis: [redis] }: Services,
  { materials, readVersion, runtime, topology }: DockerClusterPlan,
): Promise<Record<string, string>> {
  const { images } = materials;
  const versions = await Promise.all([
    readVersion('nginx', nginx),
    redis ? readVersion('redis', redis) : 'unknown',
  ]);
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
