import { createServer } from 'node:net';
import { HarnessError } from '../../errors.ts';

/** Below the system's own range (32768 and up), so that no outgoing connection takes a port before its server does. */
const FIRST_PORT = 20_000;
const PORTS = 12_000;

/** Whether nobody listens on a port of 127.0.0.1. */
function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** Some free ports of 127.0.0.1, all different; starts at a place of its own for each harness. */
export async function findFreePorts(count: number): Promise<number[]> {
  const found: number[] = [];
  for (let tried = 0; tried < PORTS && found.length < count; tried += 1) {
    // Moved on before it is awaited: whoever looks at the same time looks elsewhere.
    const port = FIRST_PORT + ((process.pid * 97 + cursor) % PORTS);
    cursor += 1;
    if (await isFree(port)) found.push(port);
  }
  if (found.length < count)
    throw new HarnessError('MISSING_PART', 'No free port is left on 127.0.0.1: end what listens there.');
  return found;
}

/** Ports are handed out in turn, so that two clusters of one run never meet. */
let cursor = 0;

/** Throws when the port the user chose for the entry is taken. */
export async function requireFreePort(port: number): Promise<void> {
  if (await isFree(port)) return;
  throw new HarnessError(
    'BAD_INPUT',
    `Port ${port} on 127.0.0.1 is taken: choose another with --port, or leave it out for any free one.`,
  );
}
