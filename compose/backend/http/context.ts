import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';

import type { Clock } from '../clock.ts';
import { UnavailableError, invalidFormat, unauthorized } from '../errors.ts';
import type { Identity, Parts } from '../parts.ts';

/** What every route gets. */
export interface RouteContext {
  readonly parts: Parts;
  readonly clock: Clock;
  readonly instanceId: string;
  /** What `RateLimit-Limit` says. */
  readonly rateLimit: number;
}

/** The identity behind the Bearer token, or a 401. */
export async function requireIdentity(parts: Parts, request: FastifyRequest): Promise<Identity> {
  return requireToken(parts, request, bearerToken(request));
}

/** The identity behind a token that may be missing, or a 401: a token that cannot be checked is refused. */
export async function requireToken(
  parts: Parts,
  request: FastifyRequest,
  token: string | undefined,
): Promise<Identity> {
  try {
    return await requireCheckedToken(parts, request, token);
  } catch (error) {
    throw error instanceof UnavailableError ? unauthorized() : error;
  }
}

/** As `requireToken`, but a token that cannot be checked is a 503. */
export async function requireCheckedToken(
  parts: Parts,
  request: FastifyRequest,
  token: string | undefined,
): Promise<Identity> {
  const identity = token === undefined ? undefined : await parts.identify(parts, token, request);
  if (identity === undefined) throw unauthorized();
  return identity;
}

/** The token of the Authorization header. */
export function bearerToken(request: FastifyRequest): string | undefined {
  return /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
}

/** The value as the schema describes it, or a 400 that names the fields that are not. */
export function parseInput<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const names = result.error.issues.map(({ path }) => path.join('.') || 'body');
  throw invalidFormat(`Missing or malformed: ${[...new Set(names)].join(', ')}.`);
}
