import { createServer, isIP } from 'node:net';
import type Dockerode from 'dockerode';
import type { ContainerRuntimeClient } from 'testcontainers';
import { HarnessError, messageOf } from '../../errors.ts';
import type { ImageChoice } from './image-names.ts';

/** The container runtime of this machine, however it is reached. */
export interface Runtime {
  readonly client: ContainerRuntimeClient;
  readonly engine: Dockerode;
  readonly version: string;
  /** Where published ports are reached. */
  readonly host: string;
  /** Which address of the engine's machine ports are published on. */
  readonly publishOn: string;
}

/** Docker, Podman, Colima or a rootless engine, as testcontainers finds it. */
export async function findRuntime(): Promise<Runtime> {
  // Here and not above: it takes half a second to load, and most commands need no engine.
  const { getContainerRuntimeClient } = await import('testcontainers');
  const client = await getContainerRuntimeClient().catch((cause: unknown) => {
    const next = 'Start Docker or Podman, set DOCKER_HOST, or use --driver process.';
    throw new HarnessError('MISSING_PART', `No container engine answered. ${next}`, { cause });
  });
  const { host, serverVersion } = client.info.containerRuntime;
  return {
    client,
    engine: client.container.dockerode,
    version: String(serverVersion),
    ...reach(host, await isOwn(host)),
  };
}

/** Whether an address is this machine's: only its own can be listened on (lists of them leave out idle bridges). */
function isOwn(address: string): Promise<boolean> {
  if (isIP(address) === 0) return Promise.resolve(false);
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(0, address, () => server.close(() => resolve(true)));
  });
}

/**
 * Ports are published on the loopback address only: a test's Redis and replicas are nobody else's business. Where we
 * reach the engine's machine at another address (a remote engine, a CI job in a container) loopback would be useless.
 * An address of our own is this machine, whatever testcontainers takes it for (it believes a stray /.dockerenv).
 */
export function reach(host: string, isOurs: boolean): Pick<Runtime, 'host' | 'publishOn'> {
  if (host === 'localhost' || isOurs) return { host: '127.0.0.1', publishOn: '127.0.0.1' };
  return { host: isIP(host) === 6 ? `[${host}]` : host, publishOn: isIP(host) === 0 ? '0.0.0.0' : host };
}

/** The name of an image that is on the engine, pulled if need be; `say` is told what was done to get it. */
export async function obtainImage(
  runtime: Runtime,
  choice: ImageChoice,
  options: { readonly say: (line: string) => void; readonly signal: AbortSignal },
): Promise<string> {
  const { image } = runtime.client;
  const { ImageName } = await import('testcontainers');
  const { name, fallback } = choice;
  const exists = (name: string): Promise<boolean> => image.exists(ImageName.fromString(name));
  if (await exists(name)) return name;
  if (fallback !== null && (await exists(fallback))) {
    options.say(`using ${fallback}, built by \`lockstep images build\`; to use ${name}, pull it`);
    return fallback;
  }
  options.say(`pulling ${name}`);
  try {
    await Promise.race([image.pull(ImageName.fromString(name)), aborted(options.signal)]);
    if (await exists(name)) return name;
    throw new Error('the registry sent only a part of it');
  } catch (cause) {
    options.signal.throwIfAborted();
    const why = `The image ${name} is not here and could not be pulled (${messageOf(cause)})`;
    const next = `run \`lockstep images build\`, or name another image in ${choice.variable}`;
    throw new HarnessError('MISSING_PART', `${why}: ${next}.`, { cause });
  }
}

/** Rejects when the signal says so; never resolves. */
export async function aborted(signal: AbortSignal): Promise<never> {
  signal.throwIfAborted();
  return new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true });
  });
}
