import { type Setting, loginLives } from '../assemble.ts';
import type { LoginKey, Parts } from '../parts.ts';
import { createLoginSessions } from '../redis/login-sessions.ts';
import { createTokenVersions, tokenVersionKey } from '../redis/token-versions.ts';

/**
 * A version lives half as long as an access token, counted from the kick: after that the kicked token lives again,
 * and the one that replaced it is dead.
 */
export function tokenVersionExpiresEarly(parts: Parts, { environment, redis }: Setting): Parts {
  const healthy = loginLives(environment);
  const lives = { ...healthy, versionTtlMs: healthy.accessTtlMs / 2 };
  const sessions = createLoginSessions(redis, lives);
  const withoutRenewal = async <T>(login: LoginKey, step: () => Promise<T>): Promise<T> => {
    const key = tokenVersionKey(login.userId, login.clientType);
    const leftMs = Number(await redis.call('PTTL', key));
    const result = await step();
    if (leftMs > 0) await redis.call('PEXPIRE', key, String(leftMs));
    return result;
  };
  return {
    ...parts,
    tokenVersions: createTokenVersions(redis, lives),
    loginSessions: {
      ...sessions,
      open: (login, refreshToken) => withoutRenewal(login, () => sessions.open(login, refreshToken)),
      rotate: (login, tokens) => withoutRenewal(login, () => sessions.rotate(login, tokens)),
    },
  };
}
