import { setTimeout as pause } from 'node:timers/promises';

import { type Setting, assembleHealthyParts } from '../assemble.ts';
import { UnavailableError } from '../errors.ts';
import type { Parts } from '../parts.ts';
import type { RedisLink } from '../redis/link.ts';

const LOOK_EVERY_MS = 100;
const BACK_OFF_MS = 8000;

/** A request that meets an outage of Redis is never answered, and the link is back only 8 s after Redis is. */
export function redisAwayHangs(_parts: Parts, setting: Setting): Parts {
  return assembleHealthyParts({ ...setting, redis: hangingLink(setting.redis) });
}

function hangingLink(redis: RedisLink): RedisLink {
  let isAway = false;
  const comeBack = async (): Promise<void> => {
    while (!(await redis.isUp())) await pause(LOOK_EVERY_MS);
    await pause(BACK_OFF_MS);
    isAway = false;
  };
  const reach = async (command: () => Promise<unknown>): Promise<unknown> => {
    try {
      if (!isAway) return await command();
    } catch (error) {
      if (!(error instanceof UnavailableError)) throw error;
      if (!isAway) {
        isAway = true;
        void comeBack();
      }
    }
    return new Promise(() => undefined);
  };
  return {
    ...redis,
    call: (command, ...args) => reach(() => redis.call(command, ...args)),
    run: (script, keys, args) => reach(() => redis.run(script, keys, args)),
    isUp: async () => !isAway && redis.isUp(),
  };
}
