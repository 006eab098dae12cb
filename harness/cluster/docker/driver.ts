import { HarnessError } from '../../errors.ts';
import type { Driver } from '../cluster.ts';
import { warmCompileCache } from '../compile-cache.ts';
import { linkNames } from '../link/link-plan.ts';
import type { Session } from '../session/session.ts';
import type { Topology } from '../topology.ts';
import { findClockLibrary } from './clock-library.ts';
import { startDockerCluster } from './docker-cluster.ts';
import type { ImageChoices } from './image-names.ts';
import { labelsOf } from './labels.ts';
import { fits } from './place.ts';
import { findRuntime, obtainImage } from './runtime.ts';
import { versionReader } from './versions.ts';

export interface DockerDriverOptions {
  readonly session: Session;
  readonly images: ImageChoices;
  /** An image that serves CONTRACT.md in the reference backend's place; null for the reference backend. */
  readonly backendImage: string | null;
  /** The folder of package.json. */
  readonly projectRoot: string;
  /** Told, in a line each, what is done to get the images. */
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Nginx, Redis and the replicas as containers in a network of their own. Images are pulled here, not at start; but Node's,
 * when the replicas do not need it, only when a link does.
 */
export async function dockerDriver(options: DockerDriverOptions): Promise<Driver> {
  const { session, backendImage, projectRoot, images: choices } = options;
  const warming = backendImage === null ? warmCompileCache(projectRoot) : Promise.resolve();
  const [runtime] = await Promise.all([findRuntime(), warming]);
  const own = { name: backendImage ?? '', fallback: null, variable: 'the backend image option' };
  const [nginx = '', redis = '', replica = ''] = await Promise.all(
    [choices.nginx, choices.redis, backendImage === null ? choices.node : own].map((choice) =>
      obtainImage(runtime, choice, options),
    ),
  );
  session.ownContainers();
  const clockLibrary = await findClockLibrary(runtime.engine, replica, labelsOf(session));
  let node = backendImage === null ? Promise.resolve(replica) : null;
  const linkImage = (topology: Topology): Promise<string> | null => {
    if (linkNames(topology).length === 0) return null;
    node ??= obtainImage(runtime, choices.node, options);
    return node;
  };
  const readVersion = versionReader(runtime);
  let clusters = 0;
  return {
    name: 'docker',
    capabilities: ['configure', 'inject', 'quota', ...(clockLibrary === null ? [] : (['clock'] as const))],
    start: async (start) => {
      if (!fits(start.topology)) {
        const count = start.topology.replicas.length;
        throw new HarnessError('BAD_INPUT', `${count} replicas do not fit in one network: ask for fewer.`);
      }
      clusters += 1;
      const number = clusters;
      const images = { nginx, redis, replica, link: await linkImage(start.topology) };
      const materials = { images, projectRoot, isForeign: backendImage !== null, clockLibrary };
      return startDockerCluster({ ...start, runtime, session, materials, readVersion, number });
    },
  };
}
