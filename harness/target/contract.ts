import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import type { OutputOf } from '../history/vocabulary.ts';
import { type Credentials, readClaims } from './credentials.ts';
import type { Secrets } from './secrets.ts';

/** What an answer says, taken out of CONTRACT's shapes: for the history, and (secrets included) for the client. */
export interface Reading<Output> {
  readonly output: Output | null;
  readonly problems: readonly string[];
}

const sessionData = z.object({
  accessToken: z.string(),
  refreshToken: z.string(),
  sessionKey: z.string(),
  clientType: z.enum(['admin', 'desktop']),
  expiresIn: z.number(),
  user: z.object({ userId: z.string(), username: z.string(), displayName: z.string(), role: z.string() }),
});

export interface SessionReading extends Reading<OutputOf<'login'>> {
  readonly credentials: Credentials | null;
}

/** Reads the answer of a login or a refresh. */
export function readSession(data: unknown, secrets: Secrets): SessionReading {
  const parsed = sessionData.safeParse(data);
  if (!parsed.success) return { output: null, credentials: null, problems: missing(parsed.error) };
  const { accessToken, refreshToken, sessionKey, clientType, expiresIn, user } = parsed.data;
  const credentials = {
    user: user.username,
    userId: user.userId,
    clientType,
    accessToken,
    refreshToken,
    sessionKey,
  };
  const claims = readClaims(accessToken);
  const lifetimeS = claims ? claims.exp - claims.iat : null;
  const output = {
    token: secrets.hash(accessToken),
    refreshToken: secrets.hash(refreshToken),
    sessionKey: secrets.hash(sessionKey),
    tokenVersion: claims?.tv ?? null,
    lifetimeS,
    expiresInS: expiresIn,
    issuedAtS: claims?.iat ?? null,
  };
  if (!claims)
    return { output, credentials, problems: ['the access token has not the claims of the contract'] };
  const problems = [
    ...(lifetimeS === expiresIn ? [] : [`expiresIn is ${expiresIn} and exp - iat is ${lifetimeS}`]),
    ...(claims.sub === user.userId && claims.accountUuid === user.userId
      ? []
      : ['the token names another user than the answer']),
    ...(claims.clientType === clientType ? [] : ['the token names another client type than the answer']),
    ...(claims.sessionKey === sessionKey ? [] : ['the token names another session than the answer']),
  ];
  return { output, credentials, problems };
}

/** Reads the answer of a login that gave nothing: who is locked out must be told for how long. */
export function readLoginRefusal(status: number, headers: IncomingHttpHeaders): SessionReading {
  const isTold = status !== 429 || numberIn(headers, 'retry-after') !== null;
  return { output: null, credentials: null, problems: isTold ? [] : ['a 429 has no Retry-After'] };
}

const meData = z.object({
  userId: z.string(),
  username: z.string(),
  role: z.string(),
  clientType: z.string(),
  sessionKey: z.string(),
  tokenVersion: z.number(),
  instance: z.string(),
});

/** Reads the answer of a call with a bearer token, which must be about the token's own user and session. */
export function readMe(data: unknown, asked: Credentials, secrets: Secrets): Reading<OutputOf<'me'>> {
  const parsed = meData.safeParse(data);
  if (!parsed.success) return { output: null, problems: missing(parsed.error) };
  const { userId, username, clientType, sessionKey, tokenVersion } = parsed.data;
  const own = userId === asked.userId && clientType === asked.clientType && sessionKey === asked.sessionKey;
  return {
    output: { user: username, clientType, tokenVersion, sessionKey: secrets.hash(sessionKey) },
    problems: own ? [] : [`the answer is about ${username}, another user or session than the token's`],
  };
}

const limitedData = z.object({ remaining: z.number() });

/** Reads the answer of the limited call: the count, and the limiter's headers. */
export function readLimited(
  status: number,
  headers: IncomingHttpHeaders,
  data: unknown,
): Reading<OutputOf<'limited'>> {
  const parsed = limitedData.safeParse(data);
  const output = {
    remaining: parsed.success ? parsed.data.remaining : null,
    limit: numberIn(headers, 'ratelimit-limit'),
    resetS: numberIn(headers, 'ratelimit-reset'),
    retryAfterS: numberIn(headers, 'retry-after'),
  };
  if (status === 429)
    return { output, problems: output.retryAfterS === null ? ['a 429 has no Retry-After'] : [] };
  if (status !== 200) return { output: null, problems: [] };
  const remainingHeader = numberIn(headers, 'ratelimit-remaining');
  return {
    output,
    problems: [
      ...(parsed.success ? [] : missing(parsed.error)),
      ...(output.limit === null || output.resetS === null
        ? ['RateLimit-Limit or RateLimit-Reset is missing']
        : []),
      ...(remainingHeader === output.remaining
        ? []
        : [`RateLimit-Remaining is ${remainingHeader} and the body says ${output.remaining}`]),
    ],
  };
}

const publishData = z.object({ id: z.string() });

/** Reads the answer of a publish. */
export function readPublish(data: unknown): Reading<OutputOf<'publish'>> {
  const parsed = publishData.safeParse(data);
  return parsed.success
    ? { output: parsed.data, problems: [] }
    : { output: null, problems: missing(parsed.error) };
}

const stateData = z.object({ id: z.string(), state: z.string(), version: z.number() });

/** Reads the answer of a read or a write of the work session `id`; the state only if it is one of ours. */
export function readState(data: unknown, id: string): Reading<OutputOf<'session-read'>> {
  const parsed = stateData.safeParse(data);
  if (!parsed.success) return { output: null, problems: missing(parsed.error) };
  const { state, version } = parsed.data;
  const own = parsed.data.id === id;
  return {
    output: { state, version },
    problems: own ? [] : ['the answer is about another session than asked'],
  };
}

function numberIn(headers: IncomingHttpHeaders, name: string): number | null {
  const value = headers[name];
  return typeof value === 'string' && /^\d+$/u.test(value.trim()) ? Number(value) : null;
}

function missing(error: z.ZodError): string[] {
  return error.issues.slice(0, 3).map((issue) => `data.${issue.path.join('.')}: ${issue.message}`);
}
