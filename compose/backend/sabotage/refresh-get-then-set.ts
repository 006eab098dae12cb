import { setTimeout as pause } from 'node:timers/promises';

import { z } from 'zod';

import { type Setting, loginLives } from '../assemble.ts';
import type { Parts } from '../parts.ts';
import { hashToken, loginSessionKey } from '../redis/login-sessions.ts';
import { tokenVersionKey } from '../redis/token-versions.ts';

const PAUSE_MS = 5;

const record = z.looseObject({ hash: z.string(), tv: z.number(), revoked: z.string().optional() });

/** A refresh token is looked up in one step and replaced in another: used twice at once, it has two children. */
export function refreshGetThenSet(parts: Parts, { environment, redis }: Setting): Parts {
  const { refreshTtlMs, versionTtlMs } = loginLives(environment);
  return {
    ...parts,
    loginSessions: {
      ...parts.loginSessions,
      async rotate(login, tokens) {
        const versionKey = tokenVersionKey(login.userId, login.clientType);
        const raw = await redis.call('GET', loginSessionKey(login));
        const tokenVersion = Number((await redis.call('GET', versionKey)) ?? 1);
        const session = typeof raw === 'string' ? record.parse(JSON.parse(raw)) : undefined;
        const isCurrent =
          session?.hash === hashToken(tokens.presented) &&
          session.tv === tokenVersion &&
          session.revoked === undefined;
        if (!isCurrent) return parts.loginSessions.rotate(login, tokens);
        await pause(PAUSE_MS);
        const next = JSON.stringify({ ...session, hash: hashToken(tokens.next) });
        await redis.call('SET', loginSessionKey(login), next, 'PX', String(refreshTtlMs));
        await redis.call('PEXPIRE', versionKey, String(versionTtlMs));
        return { outcome: 'rotated', tokenVersion };
      },
    },
  };
}
