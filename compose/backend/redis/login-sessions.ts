import { createHash } from 'node:crypto';

import { z } from 'zod';

import type { LoginKey, LoginSessions } from '../parts.ts';
import { type RedisLink, defineScript } from './link.ts';
import { tokenVersionKey } from './token-versions.ts';
import { WAKE_CHANNEL } from './wakeups.ts';

const OPEN = defineScript(`
local version = tonumber(redis.call('GET', KEYS[1]) or '1')
redis.call('PEXPIRE', KEYS[1], ARGV[3])
redis.call('SET', KEYS[2], cjson.encode({ hash = ARGV[1], tv = version }), 'PX', ARGV[2])
return version
`);

/**
 * Every authentic refresh token of a session was current once, so one that is not current now has been used.
 * The session keeps the version it was opened with: a kick that comes at any time before this step ends it.
 * A revoked session stays as a tombstone, so that later uses of a used token still say so.
 */
const ROTATE = defineScript(`
local raw = redis.call('GET', KEYS[2])
if not raw then return { 'dead', 0 } end
local session = cjson.decode(raw)
local version = tonumber(redis.call('GET', KEYS[1]) or '1')
if session.tv ~= version or session.revoked == 'logout' then return { 'dead', 0 } end
if session.hash ~= ARGV[1] then
  session.revoked = 'reuse'
  redis.call('SET', KEYS[2], cjson.encode(session), 'PX', ARGV[5])
  redis.call('PUBLISH', ARGV[6], ARGV[7])
  return { 'reused', 0 }
end
if session.revoked then return { 'dead', 0 } end
session.hash = ARGV[2]
redis.call('SET', KEYS[2], cjson.encode(session), 'PX', ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return { 'rotated', version }
`);

/** An absent session is no reason to refuse: an access token may outlive the refresh window. */
const TOUCH = defineScript(`
local raw = redis.call('GET', KEYS[1])
if not raw then return 1 end
if string.find(raw, '"revoked"', 1, true) then return 0 end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return 1
`);

const END = defineScript(`
local raw = redis.call('GET', KEYS[1])
local session = raw and cjson.decode(raw) or { hash = '', tv = 0 }
session.revoked = 'logout'
redis.call('SET', KEYS[1], cjson.encode(session), 'PX', ARGV[1])
redis.call('PUBLISH', ARGV[2], ARGV[3])
`);

const rotated = z.tuple([z.enum(['rotated', 'reused', 'dead']), z.number()]);

/** How long what belongs to a login lives. */
export interface LoginLives {
  readonly accessTtlMs: number;
  readonly refreshTtlMs: number;
  readonly versionTtlMs: number;
}

/** Refresh sessions; `versionTtlMs` is renewed with them, so that no version dies before its last token. */
export function createLoginSessions(
  redis: RedisLink,
  { refreshTtlMs, versionTtlMs, accessTtlMs }: LoginLives,
): LoginSessions {
  // A tombstone must outlive every access token of its session.
  const tombstoneTtlMs = Math.max(accessTtlMs, refreshTtlMs) + 1000;
  return {
    async open(login, refreshToken) {
      const keys = [tokenVersionKey(login.userId, login.clientType), loginSessionKey(login)];
      return z
        .number()
        .parse(await redis.run(OPEN, keys, [hashToken(refreshToken), refreshTtlMs, versionTtlMs]));
    },
    async rotate(login, { presented, next }) {
      const keys = [tokenVersionKey(login.userId, login.clientType), loginSessionKey(login)];
      const lives = [refreshTtlMs, versionTtlMs, tombstoneTtlMs];
      const args = [hashToken(presented), hashToken(next), ...lives, WAKE_CHANNEL, login.userId];
      const [outcome, tokenVersion] = rotated.parse(await redis.run(ROTATE, keys, args));
      return outcome === 'rotated' ? { outcome, tokenVersion } : { outcome };
    },
    touch: async (login) => (await redis.run(TOUCH, [loginSessionKey(login)], [refreshTtlMs])) === 1,
    async end(login) {
      await redis.run(END, [loginSessionKey(login)], [tombstoneTtlMs, WAKE_CHANNEL, login.userId]);
    },
  };
}

/** Where a login's refresh session is kept. */
export function loginSessionKey({ userId, clientType, sessionKey }: LoginKey): string {
  return `auth:refresh:${userId}:${clientType}:${sessionKey}`;
}

/** How a session knows its refresh token. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
