import { z } from 'zod';

import type { EventLog } from '../parts.ts';
import { type RedisLink, defineScript } from './link.ts';
import { WAKE_CHANNEL } from './wakeups.ts';

const KEPT_EVENTS = 10_000;
const BATCH = '32';
const BEFORE_ALL = '0-0';
const EVENT_ID = /^\d{1,15}-\d{1,15}$/;

/** The id is given and the event visible in one step, so no lower id can appear after a higher one was read. */
const APPEND = defineScript(`
local fields = { 'type', ARGV[2], 'data', ARGV[3], 'origin', ARGV[4] }
local id = redis.call('XADD', KEYS[1], 'MAXLEN', '=', ARGV[1], '*', unpack(fields))
redis.call('PUBLISH', ARGV[5], ARGV[6])
return id
`);

const entries = z.array(z.tuple([z.string(), z.array(z.string())]));
const fields = z.object({ type: z.string(), data: z.string(), origin: z.string() });

/** A Redis stream per user; streams on every replica read it, each with a position of its own. */
export function createEventLog(redis: RedisLink, { origin }: { origin: string }): EventLog {
  const range = async (command: 'XRANGE' | 'XREVRANGE', ...args: readonly string[]) =>
    entries.parse(await redis.call(command, ...args));
  return {
    async append(userId, { type, data }) {
      const args = [KEPT_EVENTS, type, data, origin, WAKE_CHANNEL, userId];
      return z.string().parse(await redis.run(APPEND, [eventsKey(userId)], args));
    },
    async startAfter(userId, lastEventId) {
      const key = eventsKey(userId);
      if (lastEventId === undefined) {
        const [newest] = await range('XREVRANGE', key, '+', '-', 'COUNT', '1');
        return newest?.[0] ?? BEFORE_ALL;
      }
      if (!EVENT_ID.test(lastEventId)) return BEFORE_ALL;
      const [known] = await range('XRANGE', key, lastEventId, lastEventId);
      // Redis takes 7-00 for 7-0, but this log never gave such an id.
      return known?.[0] === lastEventId ? lastEventId : BEFORE_ALL;
    },
    async read(userId, after) {
      const found = await range('XRANGE', eventsKey(userId), `(${after}`, '+', 'COUNT', BATCH);
      return found.map(([id, pairs]) => ({ id, ...fields.parse(toRecord(pairs)) }));
    },
  };
}

function eventsKey(userId: string): string {
  return `events:${userId}`;
}

function toRecord(pairs: readonly string[]): Record<string, string> {
  const record: Record<string, string> = {};
  for (let index = 0; index + 1 < pairs.length; index += 2)
    record[pairs[index] ?? ''] = pairs[index + 1] ?? '';
  return record;
}
