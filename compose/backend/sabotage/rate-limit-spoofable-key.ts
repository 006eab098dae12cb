import type { FastifyRequest } from 'fastify';

import type { Parts } from '../parts.ts';

/** A client that names an address of its own gets the bucket of that address: a new name is a new quota. */
export function rateLimitSpoofableKey(parts: Parts): Parts {
  return {
    ...parts,
    limiter: {
      ...parts.limiter,
      bucket: (identity, request) => claimedAddress(request) ?? parts.limiter.bucket(identity, request),
    },
  };
}

/** The proxy names one address in both headers; they differ only where the client has put in a word. */
function claimedAddress({ headers }: FastifyRequest): string | undefined {
  const first = headers['x-forwarded-for']?.toString().split(',')[0]?.trim();
  const real = headers['x-real-ip']?.toString();
  return first === real ? undefined : (first ?? real);
}
