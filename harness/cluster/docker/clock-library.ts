import { Readable } from 'node:stream';
import type Dockerode from 'dockerode';
import { FAKETIME_LIBRARIES } from '../clock.ts';
import { statusOf } from './engine.ts';
import { removeContainer } from './service.ts';

/** Where libfaketime is in an image, looked up in a container that is never started; null when it has none. */
export async function findClockLibrary(
  engine: Dockerode,
  image: string,
  labels: Record<string, string>,
): Promise<string | null> {
  const container = await engine.createContainer({ Image: image, Labels: labels, Cmd: ['true'] });
  await using cleanup = new AsyncDisposableStack();
  cleanup.defer(() => removeContainer(container));
  const found = await Promise.all(
    FAKETIME_LIBRARIES.map((path) =>
      container.infoArchive({ path }).then(
        (answer: unknown) => {
          // It has no body, and keeps its connection, and us, until it is read all the same.
          if (answer instanceof Readable) answer.resume();
          return true;
        },
        (error: unknown) => {
          if (statusOf(error) === 404) return false;
          throw error;
        },
      ),
    ),
  );
  return FAKETIME_LIBRARIES.find((_, index) => found[index]) ?? null;
}
