import type { Setting } from '../assemble.ts';
import type { LoginKey, Parts } from '../parts.ts';

/** The refresh window begins with the login and never slides: a session dies although it is used. */
export function refreshWindowFixed(parts: Parts, { environment, redis }: Setting): Parts {
  const windowKey = ({ userId, clientType, sessionKey }: LoginKey) =>
    `auth:window:${userId}:${clientType}:${sessionKey}`;
  return {
    ...parts,
    loginSessions: {
      ...parts.loginSessions,
      async open(login, refreshToken) {
        await redis.call('SET', windowKey(login), 'open', 'PX', String(environment.refreshTtlMs));
        return parts.loginSessions.open(login, refreshToken);
      },
      async rotate(login, tokens) {
        const isOpen = (await redis.call('EXISTS', windowKey(login))) === 1;
        return isOpen ? parts.loginSessions.rotate(login, tokens) : { outcome: 'dead' };
      },
    },
  };
}
