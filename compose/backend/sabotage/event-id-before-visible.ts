import { setTimeout as pause } from 'node:timers/promises';

import { z } from 'zod';

import type { Setting } from '../assemble.ts';
import type { Parts } from '../parts.ts';
import { defineScript } from '../redis/link.ts';
import { WAKE_CHANNEL } from '../redis/wakeups.ts';

const KEPT_EVENTS = 10_000;
const BATCH = '32';
/** How long the writing of one event and the next takes, in turn: some overtake those before them. */
const WRITE_MS = [16, 2, 9, 0];

const SHOW = defineScript(`
redis.call('ZADD', KEYS[1], ARGV[1], ARGV[2])
redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -1 - ARGV[3])
redis.call('PUBLISH', ARGV[4], ARGV[5])
`);

const members = z.array(z.string());
const record = z.object({ id: z.string(), type: z.string(), data: z.string(), origin: z.string() });

/** An event takes its number first and is written later: a stream that has read a higher one skips it for good. */
export function eventIdBeforeVisible(parts: Parts, { environment, redis }: Setting): Parts {
  const range = async (userId: string, ...args: readonly string[]) => {
    const found = members.parse(await redis.call('ZRANGE', shownKey(userId), ...args));
    return found.map((raw) => record.parse(JSON.parse(raw)));
  };
  return {
    ...parts,
    eventLog: {
      async append(userId, event) {
        const number = Number(await redis.call('INCR', `events-numbered:${userId}`));
        await pause(WRITE_MS[number % WRITE_MS.length]);
        const id = `${number}-0`;
        const raw = JSON.stringify({ id, ...event, origin: environment.instanceId });
        await redis.run(SHOW, [shownKey(userId)], [number, raw, KEPT_EVENTS, WAKE_CHANNEL, userId]);
        return id;
      },
      async startAfter(userId, lastEventId) {
        if (lastEventId === undefined) {
          const [newest] = await range(userId, '+inf', '-inf', 'BYSCORE', 'REV', 'LIMIT', '0', '1');
          return newest?.id ?? '0-0';
        }
        const known = /^\d{1,15}-0$/.test(lastEventId) ? numberOf(lastEventId) : '-1';
        const [found] = await range(userId, known, known, 'BYSCORE');
        return found?.id ?? '0-0';
      },
      read: (userId, after) => range(userId, `(${numberOf(after)}`, '+inf', 'BYSCORE', 'LIMIT', '0', BATCH),
    },
  };
}

function shownKey(userId: string): string {
  return `events-shown:${userId}`;
}

function numberOf(id: string): string {
  return id.split('-')[0] ?? '0';
}
