import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

import { ApiError, notFound } from '../errors.ts';
import { type RouteContext, parseInput, requireIdentity } from '../http/context.ts';
import { succeed } from '../http/envelope.ts';

const MAX_STATE_BYTES = 64 * 1024;

const sessionWrite = z.object({ state: z.string(), ifVersion: z.int().min(0).optional() });

/** Reading and writing work sessions. */
export function registerSessionRoutes(app: FastifyInstance, { parts }: RouteContext): void {
  app.route<{ Params: { id: string } }>({
    method: 'GET',
    url: '/api/v1/sessions/:id',
    handler: async (request) => {
      const { userId } = await requireIdentity(parts, request);
      const session = await parts.sessions.read(userId, request.params.id);
      if (session === undefined) throw notFound('There is no such session.');
      return succeed(session);
    },
  });

  app.route<{ Params: { id: string } }>({
    method: 'PUT',
    url: '/api/v1/sessions/:id',
    handler: async (request) => {
      const { userId } = await requireIdentity(parts, request);
      const { id } = request.params;
      const { state, ifVersion } = parseInput(sessionWrite, request.body);
      if (Buffer.byteLength(state) > MAX_STATE_BYTES) {
        throw new ApiError(413, 'PAYLOAD_TOO_LARGE', { message: 'The state is larger than 64 KiB.' });
      }
      const result = await parts.sessions.write({ id, userId, state, ifVersion });
      if (result.outcome === 'foreign') throw notFound('There is no such session.');
      const { version } = result;
      if (result.outcome === 'written') return succeed({ id, state, version });
      throw new ApiError(409, 'VERSION_CONFLICT', { message: `The session is at version ${version}.` });
    },
  });
}
