import { z } from 'zod';

import type { Limiter } from '../parts.ts';
import { type RedisLink, defineScript } from './link.ts';

/** A fixed window, opened by its first counted request; a denied request changes nothing. */
const TAKE = defineScript(`
local limit = tonumber(ARGV[1])
local counted = tonumber(redis.call('GET', KEYS[1]) or '0')
local isAllowed = counted < limit
if isAllowed then
  counted = redis.call('INCR', KEYS[1])
  if counted == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
end
return { isAllowed and 1 or 0, limit - counted, redis.call('PTTL', KEYS[1]) }
`);

const taken = z.tuple([z.number(), z.number(), z.number()]);

/** One bucket per authenticated user for all replicas. */
export function createLimiter(
  redis: RedisLink,
  { limit, windowMs }: { limit: number; windowMs: number },
): Limiter {
  return {
    bucket: (identity) => identity.userId,
    async take(bucket) {
      const answer = taken.parse(await redis.run(TAKE, [limitKey(bucket)], [limit, windowMs]));
      const [allowed, remaining, resetMs] = answer;
      return { isAllowed: allowed === 1, remaining: Math.max(0, remaining), resetMs };
    },
  };
}

/** Where a bucket's requests of the open window are counted. */
export function limitKey(bucket: string): string {
  return `ratelimit:${bucket}`;
}
