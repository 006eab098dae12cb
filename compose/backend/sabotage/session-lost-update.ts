import { setTimeout as pause } from 'node:timers/promises';

import { z } from 'zod';

import type { Setting } from '../assemble.ts';
import type { Parts } from '../parts.ts';
import { sessionKey } from '../redis/session-store.ts';

const PAUSE_MS = 5;

const record = z.object({ version: z.number(), owner: z.string() });

/** A work session is read, compared and written in three steps: of two writers at once, both win. */
export function sessionLostUpdate(parts: Parts, { environment, redis }: Setting): Parts {
  return {
    ...parts,
    sessions: {
      ...parts.sessions,
      async write({ id, userId, state, ifVersion }) {
        const raw = await redis.call('GET', sessionKey(id));
        const current =
          typeof raw === 'string' ? record.parse(JSON.parse(raw)) : { version: 0, owner: userId };
        if (current.owner !== userId) return { outcome: 'foreign' };
        if (ifVersion !== undefined && ifVersion !== current.version) {
          return { outcome: 'conflict', version: current.version };
        }
        await pause(PAUSE_MS);
        const version = current.version + 1;
        const next = JSON.stringify({ version, owner: userId, state });
        await redis.call('SET', sessionKey(id), next, 'PX', String(environment.sessionTtlMs));
        return { outcome: 'written', version };
      },
    },
  };
}
