import { existsSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import type Dockerode from 'dockerode';
import { messageOf } from '../../errors.ts';
import type { ImageChoice } from './image-names.ts';

/** How long an engine may take to say that it is there. */
const IMPATIENT = { connectionTimeout: 900 };

export type EngineProbe =
  | { readonly version: string; readonly apiVersion: string }
  | { readonly missing: string };

/** Whether an engine answers, and which; for `doctor` and for choosing a driver. Takes at most a second. */
export async function probeEngine(): Promise<EngineProbe> {
  const found = await findEngine();
  return 'missing' in found ? found : { version: found.version, apiVersion: found.apiVersion };
}

/** The first engine that answers at DOCKER_HOST or a usual socket; null when none does within a second. */
export async function connectEngine(): Promise<Dockerode | null> {
  const found = await findEngine();
  return 'missing' in found ? null : found.engine;
}

/** Which of the images the engine has neither by name nor by fallback; all of them when no engine answers. */
export async function missingImages(choices: readonly ImageChoice[]): Promise<string[]> {
  const engine = await connectEngine();
  const present = await Promise.all(
    choices.map(async ({ name, fallback }) => {
      if (engine === null) return false;
      return (await hasImage(engine, name)) || (fallback !== null && (await hasImage(engine, fallback)));
    }),
  );
  return choices.filter((_, index) => !present[index]).map(({ name }) => name);
}

/** Whether the engine has the image, without asking any registry. */
async function hasImage(engine: Dockerode, name: string): Promise<boolean> {
  return engine
    .getImage(name)
    .inspect()
    .then(() => true)
    .catch((error: unknown) => {
      if (statusOf(error) === 404) return false;
      throw error;
    });
}

/** The HTTP status an engine refused a request with; null for any other failure. */
export function statusOf(error: unknown): number | null {
  if (!(error instanceof Error) || !('statusCode' in error)) return null;
  return typeof error.statusCode === 'number' ? error.statusCode : null;
}

interface Found {
  readonly engine: Dockerode;
  readonly version: string;
  readonly apiVersion: string;
}

async function findEngine(): Promise<Found | { readonly missing: string }> {
  const { default: Engine } = await import('dockerode');
  const failures: string[] = [];
  // Without options: DOCKER_HOST with its certificates. The others are where testcontainers looks next.
  // host: undefined, else DOCKER_HOST would win over the socket.
  const places: Dockerode.DockerOptions[] = [
    {},
    ...usualSockets().map((socketPath) => ({ host: undefined, socketPath })),
  ];
  for (const place of places) {
    try {
      const impatient = new Engine({ ...place, ...IMPATIENT });
      const { Version, ApiVersion } = await impatient.version();
      return { engine: new Engine(place), version: Version, apiVersion: ApiVersion };
    } catch (error) {
      failures.push(messageOf(error));
    }
  }
  return { missing: `No Docker engine answered (${failures.join('; ')}): start one, or set DOCKER_HOST.` };
}

function usualSockets(): string[] {
  const sockets = [
    '/var/run/docker.sock',
    join(homedir(), '.docker/run/docker.sock'),
    join(homedir(), '.docker/desktop/docker.sock'),
    `/run/user/${userInfo().uid}/docker.sock`,
  ];
  return sockets.filter((socket) => existsSync(socket));
}
