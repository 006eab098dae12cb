import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

import { ApiError } from '../errors.ts';
import { type RouteContext, parseInput, requireIdentity } from '../http/context.ts';
import { succeed } from '../http/envelope.ts';
import { CLIENT_TYPES } from '../users.ts';

const kick = z.object({ targets: z.array(z.enum(CLIENT_TYPES)).min(1) });

/** The kick. */
export function registerAdminRoutes(app: FastifyInstance, { parts }: RouteContext): void {
  app.route<{ Params: { userId: string } }>({
    method: 'POST',
    url: '/api/v1/admin/users/:userId/force-expire',
    handler: async (request) => {
      const { role } = await requireIdentity(parts, request);
      if (role !== 'ADMIN')
        throw new ApiError(403, 'PERMISSION_DENIED', { message: 'Only an admin may do this.' });
      const { userId } = request.params;
      const targets = [...new Set(parseInput(kick, request.body).targets)];
      if (parts.directory.find(userId) === undefined) {
        throw new ApiError(404, 'USER_NOT_FOUND', { message: 'There is no such user.' });
      }
      await parts.tokenVersions.advance(userId, targets);
      return succeed({ userId, targets });
    },
  });
}
