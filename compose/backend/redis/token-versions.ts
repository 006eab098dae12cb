import type { TokenVersions } from '../parts.ts';
import type { ClientType } from '../users.ts';
import { type RedisLink, defineScript } from './link.ts';
import { WAKE_CHANNEL } from './wakeups.ts';

/** Absent means 1, so INCR alone would leave the first kick without effect. */
const ADVANCE = defineScript(`
for _, key in ipairs(KEYS) do
  if redis.call('EXISTS', key) == 0 then redis.call('SET', key, 1) end
  redis.call('INCR', key)
  redis.call('PEXPIRE', key, ARGV[1])
end
redis.call('PUBLISH', ARGV[2], ARGV[3])
`);

/** Where the version of a user's tokens is kept. */
export function tokenVersionKey(userId: string, clientType: ClientType): string {
  return `auth:tv:${userId}:${clientType}`;
}

/** Versions read from Redis on every check: a kick counts everywhere from the moment it is written. */
export function createTokenVersions(
  redis: RedisLink,
  { versionTtlMs }: { versionTtlMs: number },
): TokenVersions {
  return {
    async accepts({ userId, clientType, tokenVersion }) {
      const current = await redis.call('GET', tokenVersionKey(userId, clientType));
      return Number(current ?? 1) === tokenVersion;
    },
    async advance(userId, targets) {
      const keys = targets.map((clientType) => tokenVersionKey(userId, clientType));
      await redis.run(ADVANCE, keys, [versionTtlMs, WAKE_CHANNEL, userId]);
    },
  };
}
