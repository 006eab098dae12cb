import type { FastifyInstance } from 'fastify';

/** Shorter than the ten seconds that Docker waits before it kills. */
const DRAIN_MS = 5000;

/** Ends streams and finishes the requests in flight, but waits for no client longer than it may. */
export async function drain(app: FastifyInstance): Promise<void> {
  setTimeout(() => app.server.closeAllConnections(), DRAIN_MS).unref();
  await app.close();
}
