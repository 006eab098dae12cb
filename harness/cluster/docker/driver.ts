import { HarnessError } from '../../errors.ts';
import type { Driver } from '../cluster.ts';
import type { Session } from '../session/session.ts';
import { warmCompileCache } from '../compile-cache.ts';
import { startDockerCluster } from './docker-cluster.ts';
import type { ImageChoices } from './image-names.ts';
import { findRuntime, obtainImage } from './runtime.ts';
import { MAX_REPLICAS } from './service-plan.ts';
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

/** Nginx, Redis and the replicas as containers in a network of their own. Images are pulled here, not at start. */
export async function dockerDriver(options: DockerDriverOptions): Promise<Driver> {
  const { session, backendImage, projectRoot } = options;
  const warming = backendImage === null ? warmCompileCache(projectRoot) : Promise.resolve();
  const [runtime] = await Promise.all([findRuntime(), warming]);
  const own = { name: backendImage ?? '', fallback: null, variable: 'the backend image option' };
  const choices = [
    options.images.nginx,
    options.images.redis,
    backendImage === null ? options.images.node : own,
  ];
  const [nginx = '', redis = '', replica = ''] = await Promise.all(
    choices.map((choice) => obtainImage(runtime, choice, options)),
  );
  const context = {
    runtime,
    session,
    images: { nginx, redis, replica },
    projectRoot: backendImage === null ? projectRoot : null,
    readVersion: versionReader(runtime),
  };
  let clusters = 0;
  return {
    name: 'docker',
    capabilities: ['configure'],
    start: async (start) => {
      const count = start.topology.replicas.length;
      if (count > MAX_REPLICAS) {
        throw new HarnessError(
          'BAD_INPUT',
          `${count} replicas do not fit in one network: ask for ${MAX_REPLICAS} at most.`,
        );
      }
      session.ownContainers();
      clusters += 1;
      return startDockerCluster({ ...context, ...start, number: clusters });
    },
  };
}
