import { z } from 'zod';

import { StartError } from './errors.ts';

const MIN_SECRET_BYTES = 32;
/** setTimeout counts in 32 bits; a longer time would fire at once. */
const MAX_SECONDS = 2_000_000;

const seconds = (fallback: number) => z.coerce.number().positive().max(MAX_SECONDS).default(fallback);
const count = (fallback: number) => z.coerce.number().int().positive().max(1_000_000).default(fallback);

const schema = z.object({
  PORT: z.coerce.number().int().min(1).max(65_535),
  HOST: z.string().min(1).default('127.0.0.1'),
  INSTANCE_ID: z.string().regex(/^[\w.:-]{1,64}$/, 'must be 1 to 64 letters, digits or any of _ . : -'),
  JWT_SECRET: z
    .string()
    .refine(
      (value) => Buffer.byteLength(value) >= MIN_SECRET_BYTES,
      `must be at least ${MIN_SECRET_BYTES} bytes`,
    ),
  REDIS_URL: z.string().refine(isRedisUrl, 'must be a URL like redis://127.0.0.1:6379'),
  SEED_PASSWORD: z.string().min(1),
  // Whole seconds, because `exp` and `expiresIn` are.
  ACCESS_TTL_S: z.coerce.number().int().positive().max(MAX_SECONDS).default(3600),
  REFRESH_TTL_S: seconds(259_200),
  SESSION_TTL_S: seconds(1800),
  LOCKOUT_S: seconds(900),
  HEARTBEAT_S: seconds(15),
  RATE_LIMIT: count(100),
  RATE_WINDOW_S: seconds(10),
  MAX_STREAMS: count(10),
  LOCKSTEP_SABOTAGE: z.string().optional(),
});

/** What a replica was told by its environment, checked and frozen; times in milliseconds unless named otherwise. */
export interface Environment {
  readonly port: number;
  readonly host: string;
  readonly instanceId: string;
  readonly jwtSecret: string;
  readonly redisUrl: string;
  readonly seedPassword: string;
  readonly accessTtlS: number;
  readonly refreshTtlMs: number;
  readonly sessionTtlMs: number;
  readonly lockoutMs: number;
  readonly heartbeatMs: number;
  readonly rateLimit: number;
  readonly rateWindowMs: number;
  readonly maxStreams: number;
  readonly sabotage: string | undefined;
}

/** Reads every variable, then reports everything that is wrong with them in one sentence. */
export function readEnvironment(variables: Readonly<Record<string, string | undefined>>): Environment {
  // Compose files pass an unset variable on as an empty one.
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));
  const result = schema.safeParse(given);
  if (!result.success) {
    const problems = result.error.issues.map(
      ({ path, message }) =>
        `${path.join('.')}: ${given[path.join('.')] === undefined ? 'is required' : message}`,
    );
    throw new StartError(`the environment is not usable: ${problems.join('; ')}.`);
  }
  const { data } = result;
  return Object.freeze({
    port: data.PORT,
    host: data.HOST,
    instanceId: data.INSTANCE_ID,
    jwtSecret: data.JWT_SECRET,
    redisUrl: data.REDIS_URL,
    seedPassword: data.SEED_PASSWORD,
    accessTtlS: data.ACCESS_TTL_S,
    refreshTtlMs: toMs(data.REFRESH_TTL_S),
    sessionTtlMs: toMs(data.SESSION_TTL_S),
    lockoutMs: toMs(data.LOCKOUT_S),
    heartbeatMs: toMs(data.HEARTBEAT_S),
    rateLimit: data.RATE_LIMIT,
    rateWindowMs: toMs(data.RATE_WINDOW_S),
    maxStreams: data.MAX_STREAMS,
    sabotage: data.LOCKSTEP_SABOTAGE,
  });
}

function toMs(value: number): number {
  return Math.max(1, Math.round(value * 1000));
}

function isRedisUrl(value: string): boolean {
  const url = URL.parse(value);
  return url !== null && (url.protocol === 'redis:' || url.protocol === 'rediss:') && url.hostname !== '';
}
