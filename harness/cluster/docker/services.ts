import { HarnessError } from '../../errors.ts';
import type { StartOptions } from '../cluster.ts';
import { findFreePorts } from '../process/ports.ts';
import { renderNginxConfig } from '../nginx/config.ts';
import type { Place } from './place.ts';
import type { Runtime } from './runtime.ts';
import type { Service } from './service.ts';
import {
  planLink,
  planNginx,
  planRedis,
  planReplica,
  planSentinel,
  type ServicePlan,
} from './service-plan.ts';

/** What the containers of a cluster are made of. */
export interface Materials {
  /** Images that are on the engine; the one for links has Node, and is null where there are none. */
  readonly images: {
    readonly nginx: string;
    readonly redis: string;
    readonly replica: string;
    readonly link: string | null;
  };
  /** The folder of package.json. */
  readonly projectRoot: string;
  /** Whether the replicas' image brings its own program, in the reference backend's place. */
  readonly isForeign: boolean;
  /** Where libfaketime is in the replicas' image; null when it has none. */
  readonly clockLibrary: string | null;
}

/** The parts of a cluster by what they are. */
export interface Services<Part = Service> {
  /** The shared one first; its copies, and what replicas have for themselves, follow. */
  readonly redis: readonly Part[];
  readonly sentinels: readonly Part[];
  /** Null when the topology has no links. */
  readonly link: Part | null;
  readonly nginx: Part;
  readonly replicas: readonly Part[];
}

/** All of them. */
export const allOf = <Part>({ redis, sentinels, link, nginx, replicas }: Services<Part>): Part[] => [
  ...redis,
  ...sentinels,
  ...(link === null ? [] : [link]),
  nginx,
  ...replicas,
];

/** Plans every container of a cluster. */
export async function planServices(
  { topology, entryPort }: Pick<StartOptions, 'topology' | 'entryPort'>,
  place: Place,
  { images, projectRoot, isForeign, clockLibrary }: Materials,
  runtime: Runtime,
): Promise<Services<ServicePlan>> {
  const [ownEntry = null, linkPort = null, ...ports] = await portsFor(topology.replicas.length + 2, runtime);
  // Root in its container, Nginx drops to the user it was built for; no user's name is the same in every image.
  const config = await renderNginxConfig(topology.proxy, {
    listen: String(place.addressOf('nginx').port),
    accessLog: '/dev/stdout',
    upstreams: topology.replicas.map(({ name }) => {
      const { host, port } = place.links.upstreamOf(name);
      return `${host}:${port}`;
    }),
    directory: '/tmp',
    user: null,
  });
  const redis = { image: images.redis, place };
  return {
    redis: place.redis.servers.map((server) => planRedis(server, redis)),
    sentinels: place.redis.sentinels.map((name) => planSentinel(name, redis)),
    link:
      images.link === null ? null : planLink({ image: images.link, place }, { projectRoot, port: linkPort }),
    nginx: planNginx(
      { image: images.nginx, place },
      { config, port: entryPort ?? ownEntry, isAsked: entryPort !== null },
    ),
    replicas: topology.replicas.map((replica, index) =>
      planReplica(replica, {
        image: images.replica,
        place,
        projectRoot: isForeign ? null : projectRoot,
        clockLibrary,
        port: ports[index] ?? null,
      }),
    ),
  };
}

/**
 * Ports that stay when a container is started anew; none where we cannot know what is free, and the engine chooses each
 * time.
 */
async function portsFor(count: number, { publishOn }: Runtime): Promise<number[]> {
  return publishOn === '127.0.0.1' ? findFreePorts(count) : [];
}

/** The service's address on this machine, as it is now. */
export function urlOf(service: Service, { host }: Runtime): string {
  const port = service.port();
  if (port === null) throw new HarnessError('INTERNAL', `${service.plan.name} publishes no port`);
  return `http://${host}:${port}`;
}
