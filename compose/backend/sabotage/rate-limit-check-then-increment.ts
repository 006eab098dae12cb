import { setTimeout as pause } from 'node:timers/promises';

import type { Setting } from '../assemble.ts';
import type { Parts } from '../parts.ts';
import { createLimiter, limitKey } from '../redis/limiter.ts';

const PAUSE_MS = 5;
const UNREACHED = 1_000_000_000;

/** A request is checked against the count first and counted a little later: what comes in between passes too. */
export function rateLimitCheckThenIncrement(parts: Parts, { environment, redis }: Setting): Parts {
  const { rateLimit, rateWindowMs } = environment;
  const counter = createLimiter(redis, { limit: UNREACHED, windowMs: rateWindowMs });
  return {
    ...parts,
    limiter: {
      ...parts.limiter,
      async take(bucket) {
        const counted = Number((await redis.call('GET', limitKey(bucket))) ?? 0);
        if (counted >= rateLimit) {
          const resetMs = Number(await redis.call('PTTL', limitKey(bucket)));
          return { isAllowed: false, remaining: 0, resetMs };
        }
        await pause(PAUSE_MS);
        const taken = await counter.take(bucket);
        return { ...taken, remaining: Math.max(0, rateLimit - (UNREACHED - taken.remaining)) };
      },
    },
  };
}
