import { setTimeout as pause } from 'node:timers/promises';

import type { Setting } from '../assemble.ts';
import type { Parts } from '../parts.ts';
import { MAX_FAILURES, lockoutKeys } from '../redis/lockout.ts';

const PAUSE_MS = 10;

/** Wrong passwords are counted by reading and writing back: guesses made at once count as one. */
export function lockoutNotAtomic(parts: Parts, { environment, redis }: Setting): Parts {
  const lifeMs = String(environment.lockoutMs);
  return {
    ...parts,
    lockout: {
      async judge(username, isRight) {
        const [lockout, attempts] = lockoutKeys(username);
        const leftMs = Number(await redis.call('PTTL', lockout));
        if (leftMs >= 0) return { outcome: 'locked', retryAfterMs: leftMs };
        if (isRight) {
          await redis.call('DEL', attempts);
          return { outcome: 'right' };
        }
        const failures = String(Number((await redis.call('GET', attempts)) ?? 0) + 1);
        await pause(PAUSE_MS);
        await redis.call('SET', attempts, failures, 'PX', lifeMs);
        if (Number(failures) >= MAX_FAILURES) {
          await redis.call('SET', lockout, failures, 'PX', lifeMs);
          await redis.call('DEL', attempts);
        }
        return { outcome: 'wrong' };
      },
    },
  };
}
