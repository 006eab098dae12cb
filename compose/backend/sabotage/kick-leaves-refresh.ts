import type { Setting } from '../assemble.ts';
import type { Parts } from '../parts.ts';
import { defineScript } from '../redis/link.ts';
import { loginSessionKey } from '../redis/login-sessions.ts';
import { tokenVersionKey } from '../redis/token-versions.ts';

/** Makes the session look as if it had been opened after the last kick. */
const FORGIVE = defineScript(`
local raw = redis.call('GET', KEYS[2])
if not raw then return end
local session = cjson.decode(raw)
session.tv = tonumber(redis.call('GET', KEYS[1]) or '1')
redis.call('SET', KEYS[2], cjson.encode(session), 'KEEPTTL')
`);

/** A kick ends access tokens only: a refresh token from before it still gives a live one. */
export function kickLeavesRefresh(parts: Parts, { redis }: Setting): Parts {
  return {
    ...parts,
    loginSessions: {
      ...parts.loginSessions,
      async rotate(login, tokens) {
        const keys = [tokenVersionKey(login.userId, login.clientType), loginSessionKey(login)];
        await redis.run(FORGIVE, keys, []);
        return parts.loginSessions.rotate(login, tokens);
      },
    },
  };
}
