import type { FastifyInstance } from 'fastify';

import { ApiError } from '../errors.ts';
import type { RouteContext } from '../http/context.ts';
import { succeed } from '../http/envelope.ts';

const VERSION = '1.0.0';

/** Whether the process lives, and whether it can work. */
export function registerHealthRoutes(app: FastifyInstance, { parts, instanceId }: RouteContext): void {
  const health = succeed({ status: 'ok', instance: instanceId, version: VERSION });
  app.route({
    method: 'GET',
    url: '/health',
    handler: async () => health,
  });
  app.route({
    method: 'GET',
    url: '/health/ready',
    handler: async () => {
      if (await parts.isRedisUp())
        return succeed({ status: 'ready', instance: instanceId, version: VERSION });
      throw new ApiError(503, 'UNAVAILABLE', { message: 'Redis does not answer.' });
    },
  });
}
