import { createHash } from 'node:crypto';

import { Redis } from 'ioredis';

import { UnavailableError } from '../errors.ts';

const COMMAND_TIMEOUT_MS = 450;
const SILENCE_TIMEOUT_MS = 1000;
const PROBE_EVERY_MS = 500;
const MAX_BACK_OFF_MS = 250;

/**
 * Fails fast and comes back fast: no queue while away, no resend of what may have run already, and a connection
 * that stays silent is replaced (after a partition TCP itself may wait for many seconds).
 */
export const CONNECTION_OPTIONS = {
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
  autoResendUnfulfilledCommands: false,
  autoResubscribe: false,
  connectTimeout: SILENCE_TIMEOUT_MS,
  disconnectTimeout: MAX_BACK_OFF_MS,
  maxLoadingRetryTime: MAX_BACK_OFF_MS,
  retryStrategy: (times: number) => Math.min(times * 50, MAX_BACK_OFF_MS),
  // After a failover the old master refuses writes: a new connection finds the new one.
  reconnectOnError: (error: Error) => error.message.startsWith('READONLY'),
};

/** A Lua script; it runs as one atomic step. */
export interface Script {
  readonly source: string;
  readonly sha: string;
}

/** Names a script by the hash under which Redis keeps it. */
export function defineScript(source: string): Script {
  return { source, sha: createHash('sha1').update(source).digest('hex') };
}

/** The command connection of a replica. Whatever goes wrong with it is an `UnavailableError`. */
export interface RedisLink {
  readonly call: (command: string, ...args: readonly string[]) => Promise<unknown>;
  readonly run: (
    script: Script,
    keys: readonly string[],
    args: readonly (string | number)[],
  ) => Promise<unknown>;
  readonly isUp: () => Promise<boolean>;
  /** Resolves once Redis can be asked for the first time, or after `patienceMs` without it. */
  readonly begun: (patienceMs: number) => Promise<void>;
  readonly close: () => void;
}

/** Connects in the background; resolves nothing and never throws while Redis is away. */
export function createRedisLink(url: string): RedisLink {
  const redis = new Redis(url, CONNECTION_OPTIONS);
  const stopProbing = keepProbed(redis);
  const reach = async (command: () => Promise<unknown>): Promise<unknown> => {
    try {
      return await inTime(command(), COMMAND_TIMEOUT_MS);
    } catch (error) {
      throw new UnavailableError('Redis did not carry out a command.', { cause: error });
    }
  };
  return {
    call: (command, ...args) => reach(() => redis.call(command, ...args)),
    run: (script, keys, args) =>
      reach(async () => {
        try {
          return await redis.evalsha(script.sha, keys.length, ...keys, ...args);
        } catch (error) {
          if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
          return redis.eval(script.source, keys.length, ...keys, ...args);
        }
      }),
    isUp: () =>
      inTime(redis.ping(), COMMAND_TIMEOUT_MS).then(
        () => true,
        () => false,
      ),
    begun: (patienceMs) =>
      new Promise((resolve) => {
        if (redis.status === 'ready') return resolve();
        const patience = setTimeout(resolve, patienceMs);
        redis.once('ready', () => {
          clearTimeout(patience);
          resolve();
        });
      }),
    close() {
      stopProbing();
      redis.disconnect();
    },
  };
}

/**
 * Rejects when there is no answer in time. A process that was frozen, or had no processor, wakes up with timers that are
 * due although they were only just set, and before it has read what came meanwhile: so the time is measured, and one
 * turn of reading goes first.
 */
function inTime<T>(answer: Promise<T>, timeoutMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const beganMs = performance.now();
    const giveUp = (): void => reject(new Error(`no answer from Redis within ${timeoutMs} ms`));
    const wake = (): void => {
      const leftMs = timeoutMs - (performance.now() - beganMs);
      if (leftMs <= 0) setImmediate(giveUp);
      else timer = setTimeout(wake, Math.ceil(leftMs));
    };
    let timer = setTimeout(wake, timeoutMs);
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** Probes a connection and replaces it when it stays silent; returns what stops that. */
export function keepProbed(redis: Redis): () => void {
  // Without a listener ioredis prints every refused connection; `isUp` and the commands report it already.
  redis.on('error', () => undefined);
  const timer = setInterval(() => {
    if (redis.status !== 'ready') return;
    const { stream } = redis;
    inTime(redis.ping(), SILENCE_TIMEOUT_MS).catch(() => {
      if (redis.status === 'ready' && redis.stream === stream) redis.disconnect(true);
    });
  }, PROBE_EVERY_MS);
  return () => clearInterval(timer);
}
