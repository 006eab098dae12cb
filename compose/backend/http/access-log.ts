import type { FastifyReply, FastifyRequest } from 'fastify';

import type { Clock } from '../clock.ts';
import type { Parts } from '../parts.ts';

const MAX_LOGGED_URL = 500;
const SECRET_KEY = /token|password|secret/i;
const JWT_LIKE = /eyJ[\w-]+\.[\w-]*(?:\.[\w-]*)?/g;

/** A URL without the values that could be used to log in, wherever in it they stand. */
export function redact(url: string): string {
  const [path = '', ...rest] = url.split('?');
  const pairs = rest.length === 0 ? [] : [...new URLSearchParams(rest.join('?'))];
  const query = pairs.map(([key, value]) => {
    const shown = SECRET_KEY.test(key) ? '[redacted]' : encodeURIComponent(value);
    return `${encodeURIComponent(key)}=${shown}`;
  });
  const clean = query.length === 0 ? path : `${path}?${query.join('&')}`;
  return clean.replaceAll(JWT_LIKE, '[redacted]').slice(0, MAX_LOGGED_URL);
}

/** Writes one line when the response is over, also when the client went away before its end. */
export function logWhenDone(
  { parts, clock, instanceId }: { parts: Parts; clock: Clock; instanceId: string },
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const startedMs = clock.monotonicMs();
  reply.raw.once('close', () => {
    const line = {
      method: request.method,
      path: parts.redact(request.raw.url ?? ''),
      status: reply.raw.statusCode,
      ms: Math.round((clock.monotonicMs() - startedMs) * 10) / 10,
      instance: instanceId,
      ...(reply.raw.writableFinished ? {} : { aborted: true }),
    };
    process.stdout.write(`${JSON.stringify(line)}\n`);
  });
}
