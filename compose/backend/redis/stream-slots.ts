import type { StreamSlots } from '../parts.ts';
import { type RedisLink, defineScript } from './link.ts';

/** How long the streams of a replica that died without a word still count. */
const LEASE_MS = 6000;
/** How often a living replica must renew. */
export const RENEW_SLOTS_EVERY_MS = 2000;

const NOW = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
`;

const TAKE = defineScript(`${NOW}
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then return 0 end
redis.call('ZADD', KEYS[1], now + ARGV[1], ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return 1
`);

const RENEW = defineScript(`${NOW}
for index = 2, #ARGV do redis.call('ZADD', KEYS[1], now + ARGV[1], ARGV[index]) end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
`);

/** The limit holds over all replicas: a lease per open stream, in one sorted set per user. */
export function createStreamSlots(redis: RedisLink, { maxStreams }: { maxStreams: number }): StreamSlots {
  return {
    async take(userId, streamId) {
      return (await redis.run(TAKE, [slotsKey(userId)], [LEASE_MS, maxStreams, streamId])) === 1;
    },
    async renew(userId, streamIds) {
      await redis.run(RENEW, [slotsKey(userId)], [LEASE_MS, ...streamIds]);
    },
    async release(userId, streamId) {
      await redis.call('ZREM', slotsKey(userId), streamId);
    },
  };
}

function slotsKey(userId: string): string {
  return `streams:${userId}`;
}
