import type { Setting } from '../assemble.ts';
import type { LoginKey, Parts } from '../parts.ts';

/** A kick ends the session of the client type that was opened last; its other sessions live on, everywhere. */
export function kickOneSession(parts: Parts, { environment, redis }: Setting): Parts {
  const newestKey = ({ userId, clientType }: Omit<LoginKey, 'sessionKey'>) =>
    `auth:newest:${userId}:${clientType}`;
  return {
    ...parts,
    loginSessions: {
      ...parts.loginSessions,
      async open(login, refreshToken) {
        const version = await parts.loginSessions.open(login, refreshToken);
        const lifeMs = String(environment.refreshTtlMs);
        await redis.call('SET', newestKey(login), login.sessionKey, 'PX', lifeMs);
        return version;
      },
    },
    tokenVersions: {
      ...parts.tokenVersions,
      async advance(userId, targets) {
        for (const clientType of targets) {
          const sessionKey = await redis.call('GET', newestKey({ userId, clientType }));
          if (typeof sessionKey === 'string') {
            await parts.loginSessions.end({ userId, clientType, sessionKey });
          }
        }
      },
    },
  };
}
