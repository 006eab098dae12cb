import { z } from 'zod';

import type { Lockout } from '../parts.ts';
import { type RedisLink, defineScript } from './link.ts';

const MAX_FAILURES = 5;

/**
 * The password is compared before this step, but nobody learns the result unless this step lets it out: counting
 * before comparing would lock out a user whose right logins overlap.
 */
const JUDGE = defineScript(`
local left = redis.call('PTTL', KEYS[1])
if left ~= -2 then return { 'locked', math.max(left, 1) } end
if ARGV[1] == 'right' then
  redis.call('DEL', KEYS[2])
  return { 'right', 0 }
end
local failures = redis.call('INCR', KEYS[2])
redis.call('PEXPIRE', KEYS[2], ARGV[3])
if failures >= tonumber(ARGV[2]) then
  redis.call('SET', KEYS[1], failures, 'PX', ARGV[3])
  redis.call('DEL', KEYS[2])
end
return { 'wrong', 0 }
`);

const judged = z.tuple([z.enum(['locked', 'right', 'wrong']), z.number()]);

/** One count for all replicas; the fifth failure starts the lockout. */
export function createLockout(redis: RedisLink, { lockoutMs }: { lockoutMs: number }): Lockout {
  return {
    async judge(username, isRight) {
      const keys = [`login:lockout:${username}`, `login:attempt:${username}`];
      const args = [isRight ? 'right' : 'wrong', MAX_FAILURES, lockoutMs];
      const [outcome, retryAfterMs] = judged.parse(await redis.run(JUDGE, keys, args));
      return outcome === 'locked' ? { outcome, retryAfterMs } : { outcome };
    },
  };
}
