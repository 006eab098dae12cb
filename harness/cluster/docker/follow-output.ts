import type Dockerode from 'dockerode';
import { demultiplex, splitLines } from './output.ts';

/** What a container writes, until it ends. */
export interface Output {
  /** Resolves when the container has ended and all of its output was read. */
  readonly ended: Promise<void>;
  readonly close: () => void;
}

/** Attaches before the start: nothing is missed, and no logging driver is needed. */
export async function followOutput(
  container: Dockerode.Container,
  onLine: (line: string) => void,
): Promise<Output> {
  const closed = new AbortController();
  const stream = await container.attach({
    stream: true,
    stdout: true,
    stderr: true,
    abortSignal: closed.signal,
  });
  const sink = demultiplex(splitLines(onLine), splitLines(onLine));
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  stream.on('data', (bytes: Buffer) => sink.write(bytes));
  stream.once('end', () => {
    sink.end();
    resolve();
  });
  // An aborted stream, or an engine that went away: there is no more to read either way.
  stream.on('error', () => resolve());
  return { ended, close: () => closed.abort() };
}
