import type { Driver } from '../cluster/cluster.ts';
import { dockerDriver } from '../cluster/docker/driver.ts';
import { probeEngine } from '../cluster/docker/engine.ts';
import { chooseImages } from '../cluster/docker/image-names.ts';
import { existingDriver } from '../cluster/existing/driver.ts';
import { processDriver } from '../cluster/process/driver.ts';
import type { Session } from '../cluster/session/session.ts';
import { HarnessError } from '../errors.ts';
import type { Surroundings } from './command.ts';
import type { Options } from './options.ts';

export interface ChosenDriver {
  readonly driver: Driver;
  /** Why this one, in a few words for the header. */
  readonly reason: string;
}

interface Choice {
  readonly options: Options;
  readonly session: Session;
  readonly surroundings: Surroundings;
  readonly signal: AbortSignal;
}

/** The driver that was asked for, or for `auto` docker where it can be had, else process. */
export async function chooseDriver(choice: Choice): Promise<ChosenDriver> {
  const { options } = choice;
  refuseContradictions(options);
  if (options.target !== null) {
    return {
      driver: existingDriver({ target: options.target, replicaUrls: options.replica }),
      reason: options.target,
    };
  }
  if (options.driver === 'process' || options.backend !== null) {
    return {
      driver: await startProcessDriver(choice),
      reason: options.backend === null ? 'as asked' : '--backend',
    };
  }
  if (options.driver === 'docker' || options.backendImage !== null) {
    return {
      driver: await startDockerDriver(choice),
      reason: options.backendImage === null ? 'as asked' : '--backend-image',
    };
  }
  const engine = await probeEngine();
  if ('missing' in engine)
    return { driver: await startProcessDriver(choice), reason: 'no Docker engine answered' };
  try {
    return { driver: await startDockerDriver(choice), reason: `Docker ${engine.version} answered` };
  } catch (error) {
    if (!(error instanceof HarnessError) || error.code !== 'MISSING_PART') throw error;
    return {
      driver: await startProcessDriver(choice),
      reason: 'Docker answered, but its images cannot be had',
    };
  }
}

function refuseContradictions({
  driver,
  target,
  replica,
  setting,
  backend,
  backendImage,
  sabotage,
}: Options): void {
  const wrong = [
    ...(backend !== null && backendImage !== null
      ? ['--backend and --backend-image exclude each other']
      : []),
    ...(backend !== null && driver === 'docker'
      ? ['--backend needs the process driver; for docker give --backend-image']
      : []),
    ...(backendImage !== null && driver === 'process'
      ? ['--backend-image needs the docker driver; for process give --backend']
      : []),
    ...(target === null && replica.length > 0 ? ['--replica goes with --target'] : []),
    ...(target === null && setting.length > 0 ? ['--setting goes with --target'] : []),
    ...(target !== null && (backend !== null || backendImage !== null)
      ? ['--target excludes --backend and --backend-image']
      : []),
    ...(target !== null && sabotage !== null
      ? ['--sabotage needs a cluster of our own: leave --target out']
      : []),
  ];
  if (wrong.length > 0) throw new HarnessError('BAD_INPUT', `${wrong.join('; ')}.`);
}

function startProcessDriver({ options, session, surroundings }: Choice): Promise<Driver> {
  const { environment, directory, projectRoot } = surroundings;
  return processDriver({ session, backendCommand: options.backend, environment, directory, projectRoot });
}

function startDockerDriver({ options, session, surroundings, signal }: Choice): Promise<Driver> {
  const { imageNginx, imageRedis, imageNode, backendImage } = options;
  const asked = {
    ...(imageNginx === null ? {} : { nginx: imageNginx }),
    ...(imageRedis === null ? {} : { redis: imageRedis }),
    ...(imageNode === null ? {} : { node: imageNode }),
  };
  const { projectRoot, say } = surroundings;
  return dockerDriver({
    session,
    images: chooseImages({ asked, environment: {} }),
    backendImage,
    projectRoot,
    say,
    signal,
  });
}
