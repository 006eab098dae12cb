import { STATUS_CODES } from 'node:http';

import Fastify, { type FastifyInstance } from 'fastify';

import { invalidFormat, notFound } from '../errors.ts';
import { registerAdminRoutes } from '../routes/admin.ts';
import { registerAuthRoutes } from '../routes/auth.ts';
import { registerEventRoutes } from '../routes/events.ts';
import { registerHealthRoutes } from '../routes/health.ts';
import { registerLimitedRoutes } from '../routes/limited.ts';
import { registerSessionRoutes } from '../routes/sessions.ts';
import { logWhenDone } from './access-log.ts';
import type { RouteContext } from './context.ts';
import { fail, sendError } from './envelope.ts';

/** Room for 64 KiB of text in which every character is escaped. */
const BODY_LIMIT = 1024 * 1024;
const REQUEST_TIMEOUT_MS = 30_000;
const IDLE_SWEEP_MS = 25;

/** The HTTP side of a replica, not yet listening. */
export function buildServer(context: RouteContext): FastifyInstance {
  const { parts, instanceId } = context;
  const app = Fastify({
    bodyLimit: BODY_LIMIT,
    keepAliveTimeout: parts.http.keepAliveMs,
    requestTimeout: REQUEST_TIMEOUT_MS,
    // A request that reached this process before it closed is served, not refused.
    return503OnClosing: false,
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: 256 },
    frameworkErrors: (error, _request, reply) => {
      void sendError(error, reply.header('x-instance-id', instanceId));
    },
    clientErrorHandler: (error, socket) => {
      if (socket.writable)
        socket.end(rawBadRequest(instanceId, error.code === 'HPE_HEADER_OVERFLOW' ? 431 : 400));
      else socket.destroy();
    },
  });
  app.server.headersTimeout = parts.http.keepAliveMs + 5000;
  parseEveryBodyAsJson(app);
  app.addHook('onRequest', async (request, reply) => {
    void reply.header('x-instance-id', instanceId).header('cache-control', 'no-store');
    logWhenDone(context, request, reply);
  });
  parts.http.addHooks(app);
  app.setNotFoundHandler(() => {
    throw notFound('There is no such endpoint.');
  });
  app.setErrorHandler((error, _request, reply) => sendError(error, reply));
  for (const register of [
    registerAuthRoutes,
    registerAdminRoutes,
    registerSessionRoutes,
    registerLimitedRoutes,
    registerEventRoutes,
    registerHealthRoutes,
  ]) {
    register(app, context);
  }
  app.addHook('preClose', async () => {
    parts.streams.endAll();
    // Node closes idle connections once; those that become idle while closing would be waited for.
    const sweep = setInterval(() => app.server.closeIdleConnections(), IDLE_SWEEP_MS);
    app.server.once('close', () => clearInterval(sweep));
  });
  return app;
}

/** The contract has one answer to any body that is not JSON, whatever it calls itself. */
function parseEveryBodyAsJson(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => {
    if (body === '') return done(null, undefined);
    try {
      done(null, JSON.parse(body.toString()));
    } catch {
      done(invalidFormat('The body is not JSON.'));
    }
    return undefined;
  });
}

/** For what is not even HTTP there is no reply object to use. */
function rawBadRequest(instanceId: string, status: number): string {
  const body = JSON.stringify(fail('INVALID_FORMAT', 'The request is not valid HTTP.'));
  return [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Instance-Id: ${instanceId}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}
