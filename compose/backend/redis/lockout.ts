import { z } from 'zod';

import type { Lockout } from '../parts.ts';
import { type RedisLink, defineScript } from './link.ts';

/** The failure that starts the lockout. */
export const MAX_FAILURES = 5;

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
      const args = [isRight ? 'right' : 'wrong', MAX_FAILURES, lockoutMs];
      const [outcome, retryAfterMs] = judged.parse(await redis.run(JUDGE, lockoutKeys(username), args));
      return outcome === 'locked' ? { outcome, retryAfterMs } : { outcome };
    },
  };
}

/** Where a user's lockout stands, and where the wrong passwords before it are counted. */
export function lockoutKeys(username: string): readonly [lockout: string, attempts: string] {
  return [`login:lockout:${username}`, `login:attempt:${username}`];
}
