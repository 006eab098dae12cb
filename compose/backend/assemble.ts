import type { Clock } from './clock.ts';
import type { Environment } from './environment.ts';
import { redact } from './http/access-log.ts';
import { drain } from './http/drain.ts';
import { identify, isLive } from './identity.ts';
import type { Parts } from './parts.ts';
import { createEventLog } from './redis/event-log.ts';
import { createLimiter } from './redis/limiter.ts';
import type { RedisLink } from './redis/link.ts';
import { createLockout } from './redis/lockout.ts';
import { type LoginLives, createLoginSessions } from './redis/login-sessions.ts';
import { createSessionStore } from './redis/session-store.ts';
import { createStreamSlots } from './redis/stream-slots.ts';
import { createTokenVersions } from './redis/token-versions.ts';
import { createStreamRegistry } from './streams/registry.ts';
import { createTokens } from './tokens.ts';
import { seedUsers } from './users.ts';

/** Must exceed the idle time of the proxy's upstream pool (60 s), or the proxy writes into a closing connection. */
const KEEP_ALIVE_MS = 75_000;
const VERSION_MARGIN_MS = 60_000;

/** What every part may use: the replica's settings, its Redis and its clock. */
export interface Setting {
  readonly environment: Environment;
  readonly redis: RedisLink;
  readonly clock: Clock;
}

/** The parts of a replica that keeps the contract. */
export function assembleHealthyParts({ environment, redis }: Setting): Parts {
  const { accessTtlS, instanceId } = environment;
  const lives = loginLives(environment);
  return {
    directory: seedUsers(environment.seedPassword),
    tokens: createTokens({ secret: environment.jwtSecret, accessTtlS }),
    tokenVersions: createTokenVersions(redis, lives),
    loginSessions: createLoginSessions(redis, lives),
    lockout: createLockout(redis, { lockoutMs: environment.lockoutMs }),
    sessions: createSessionStore(redis, { sessionTtlMs: environment.sessionTtlMs }),
    limiter: createLimiter(redis, { limit: environment.rateLimit, windowMs: environment.rateWindowMs }),
    eventLog: createEventLog(redis, { origin: instanceId }),
    streamSlots: createStreamSlots(redis, { maxStreams: environment.maxStreams }),
    streams: createStreamRegistry(),
    http: {
      keepAliveMs: KEEP_ALIVE_MS,
      heartbeatMs: environment.heartbeatMs,
      addHooks: () => undefined,
      drain,
    },
    identify,
    mayContinue: isLive,
    isRedisUp: async () => redis.isUp(),
    redact,
  };
}

/** A version that expired before the last token of an older version would bring that token back to life. */
export function loginLives({ accessTtlS, refreshTtlMs }: Environment): LoginLives {
  const accessTtlMs = accessTtlS * 1000;
  return { accessTtlMs, refreshTtlMs, versionTtlMs: accessTtlMs + refreshTtlMs + VERSION_MARGIN_MS };
}
