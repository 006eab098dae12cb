import { randomUUID } from 'node:crypto';

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';

import { ApiError, UnavailableError, invalidFormat } from '../errors.ts';
import {
  type RouteContext,
  bearerToken,
  parseInput,
  requireCheckedToken,
  requireToken,
} from '../http/context.ts';
import { succeed } from '../http/envelope.ts';
import type { Identity, Parts } from '../parts.ts';
import { EventStream } from '../streams/event-stream.ts';

const PATH = '/api/v1/schedules/events';
const MAX_DATA_BYTES = 64 * 1024;

const published = z.object({
  // A line break here would forge further fields of the stream; the two excluded names belong to the service.
  type: z.string().regex(/^(?!(?:connected|heartbeat)$)[\w:.-]{1,64}$/),
  data: z.string(),
});

/** Publishing events and streaming them. */
export function registerEventRoutes(app: FastifyInstance, context: RouteContext): void {
  const { parts } = context;
  app.route({
    method: 'POST',
    url: PATH,
    handler: async (request, reply) => {
      const { userId } = await requireCheckedToken(parts, request, bearerToken(request));
      const event = parseInput(published, request.body);
      if (Buffer.byteLength(event.data) > MAX_DATA_BYTES)
        throw invalidFormat('The data is larger than 64 KiB.');
      const id = await parts.eventLog.append(userId, event);
      return reply.code(202).send(succeed({ id }));
    },
  });

  app.route({
    method: 'GET',
    url: PATH,
    handler: async (request, reply) => {
      const token = queryValue(request, 'token') ?? bearerToken(request);
      const identity = await requireToken(parts, request, token);
      const after = await parts.eventLog.startAfter(identity.userId, lastEventId(request));
      return openStream(context, { identity, after, reply });
    },
  });
}

async function openStream(
  { parts, clock, instanceId }: RouteContext,
  { identity, after, reply }: { identity: Identity; after: string; reply: FastifyReply },
): Promise<FastifyReply> {
  const id = randomUUID();
  if (!(await parts.streamSlots.take(identity.userId, id))) {
    throw new ApiError(429, 'TOO_MANY_STREAMS', { message: 'This user holds as many streams as allowed.' });
  }
  const stream: EventStream = new EventStream({
    id,
    parts,
    clock,
    identity,
    instanceId,
    after,
    cut: () => reply.raw.destroy(),
    onDone: () => {
      parts.streams.remove(stream);
      void releaseSlot(parts, identity.userId, id);
    },
  });
  parts.streams.add(stream);
  if (reply.raw.destroyed) stream.end();
  reply.raw.once('close', () => stream.end());
  return reply.header('content-type', 'text/event-stream').send(stream.body);
}

async function releaseSlot(parts: Parts, userId: string, streamId: string): Promise<void> {
  try {
    await parts.streamSlots.release(userId, streamId);
  } catch (error) {
    // While Redis is away nothing can be released; the slot's lease runs out by itself.
    if (!(error instanceof UnavailableError)) throw error;
  }
}

/** Whether the request asks for a stream. */
export function isStreamRequest({ method, routeOptions }: FastifyRequest): boolean {
  return method === 'GET' && routeOptions.url === PATH;
}

/** The header counts more: on a reconnect the client sets it, while the URL stays what it was. */
function lastEventId(request: FastifyRequest): string | undefined {
  const header = request.headers['last-event-id'];
  if (typeof header === 'string' && header !== '') return header;
  return queryValue(request, 'lastEventId');
}

function queryValue({ query }: FastifyRequest, name: string): string | undefined {
  const value = z.record(z.string(), z.unknown()).safeParse(query).data?.[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
