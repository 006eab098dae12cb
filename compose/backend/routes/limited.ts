import type { FastifyInstance } from 'fastify';

import { ApiError, wholeSeconds } from '../errors.ts';
import { type RouteContext, requireIdentity } from '../http/context.ts';
import { succeed } from '../http/envelope.ts';

/** Where the one limited endpoint is. */
export const LIMITED_PATH = '/api/v1/limited';

/** The one limited endpoint. */
export function registerLimitedRoutes(app: FastifyInstance, { parts, rateLimit }: RouteContext): void {
  app.route({
    method: 'GET',
    url: LIMITED_PATH,
    handler: async (request, reply) => {
      const identity = await requireIdentity(parts, request);
      const { isAllowed, remaining, resetMs } = await parts.limiter.take(
        parts.limiter.bucket(identity, request),
      );
      const reset = wholeSeconds(resetMs);
      void reply.headers({
        'ratelimit-limit': String(rateLimit),
        'ratelimit-remaining': String(remaining),
        'ratelimit-reset': reset,
      });
      if (isAllowed) return succeed({ remaining });
      throw new ApiError(429, 'RATE_LIMITED', {
        message: 'Too many requests.',
        headers: { 'retry-after': reset },
      });
    },
  });
}
