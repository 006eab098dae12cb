import { setTimeout as pause } from 'node:timers/promises';

import type { Setting } from '../assemble.ts';
import type { Parts } from '../parts.ts';
import { tokenVersionKey } from '../redis/token-versions.ts';

const PAUSE_MS = 20;

/** A refresh checks its session, and mints a little later with the version of then: a kick in between is undone. */
export function refreshRacesKick(parts: Parts, { redis }: Setting): Parts {
  return {
    ...parts,
    loginSessions: {
      ...parts.loginSessions,
      async rotate(login, tokens) {
        const rotation = await parts.loginSessions.rotate(login, tokens);
        if (rotation.outcome !== 'rotated') return rotation;
        await pause(PAUSE_MS);
        const current = await redis.call('GET', tokenVersionKey(login.userId, login.clientType));
        return { ...rotation, tokenVersion: Number(current ?? 1) };
      },
    },
  };
}
