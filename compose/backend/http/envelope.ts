import type { FastifyReply } from 'fastify';

import { ApiError, UnavailableError } from '../errors.ts';

/** What every JSON answer looks like. */
export interface Envelope<T> {
  readonly success: boolean;
  readonly data: T | null;
  readonly error: { readonly code: string; readonly message: string } | null;
}

/** Wraps what an endpoint has to say. */
export function succeed<T>(data: T): Envelope<T> {
  return { success: true, data, error: null };
}

/** Wraps what went wrong. */
export function fail(code: string, message: string): Envelope<never> {
  return { success: false, data: null, error: { code, message } };
}

/** Answers any error in the envelope; what is inside an unexpected one stays inside. */
export function sendError(error: unknown, reply: FastifyReply): FastifyReply {
  const { status, code, message, headers } = toApiError(error);
  if (status >= 500 && status !== 503) process.stderr.write(`${describe(error)}\n`);
  // Fastify would close the connection under a client that is still writing, which then never sees the answer;
  // without this header Node reads the rest and throws it away.
  if (status === 413) void reply.removeHeader('connection');
  if (status === 401) void reply.header('www-authenticate', 'Bearer');
  return reply.code(status).headers(headers).send(fail(code, message));
}

function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof UnavailableError) {
    return new ApiError(503, 'UNAVAILABLE', { message: 'The service cannot reach its store.' });
  }
  switch (statusOf(error)) {
    case 400:
    case 414:
    case 415:
      return new ApiError(400, 'INVALID_FORMAT', { message: 'The request is malformed.' });
    case 413:
      return new ApiError(413, 'PAYLOAD_TOO_LARGE', { message: 'The body is too large.' });
    default:
      return new ApiError(500, 'INTERNAL', { message: 'The request failed.' });
  }
}

function statusOf(error: unknown): unknown {
  return error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
