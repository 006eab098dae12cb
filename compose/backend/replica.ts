import type { FastifyInstance } from 'fastify';

import { type Setting, assembleHealthyParts } from './assemble.ts';
import { systemClock } from './clock.ts';
import { readEnvironment } from './environment.ts';
import { StartError, UnavailableError } from './errors.ts';
import { buildServer } from './http/server.ts';
import type { Parts } from './parts.ts';
import { createRedisLink } from './redis/link.ts';
import { RENEW_SLOTS_EVERY_MS } from './redis/stream-slots.ts';
import { listenForWakeups } from './redis/wakeups.ts';
import { plantSabotage } from './sabotage/variants.ts';

const EXIT_CANNOT_START = 78;
const EXIT_BROKEN = 70;
/** A replica starts without Redis too, but not before it has looked for it. */
const REDIS_PATIENCE_MS = 1000;

/** Runs a replica until it is told to stop; ends the process when it cannot start. */
export async function runReplica(): Promise<void> {
  try {
    await start();
  } catch (error) {
    const isConfiguration = error instanceof StartError;
    const trace = error instanceof Error ? error.stack : String(error);
    process.stderr.write(isConfiguration ? `lockstep backend: ${error.message}\n` : `${trace}\n`);
    process.exit(isConfiguration ? EXIT_CANNOT_START : EXIT_BROKEN);
  }
}

async function start(): Promise<void> {
  const environment = readEnvironment(process.env);
  const { port, host, instanceId, redisUrl, rateLimit } = environment;
  const redis = createRedisLink(redisUrl);
  const setting: Setting = { environment, redis, clock: systemClock };
  const parts = plantSabotage(environment.sabotage, assembleHealthyParts(setting), setting);
  const stopListening = listenForWakeups(redisUrl, {
    onUser: (userId) => parts.streams.wake(userId),
    onSubscribed: () => parts.streams.wakeAll(),
  });
  const app = buildServer({ parts, clock: systemClock, instanceId, rateLimit });
  // Who listens is sent requests: after a restart, live tokens would be refused until Redis can be asked.
  await redis.begun(REDIS_PATIENCE_MS);
  await listen(app, { port, host });
  const renewing = setInterval(() => void renewSlots(parts), RENEW_SLOTS_EVERY_MS);
  const stop = async (): Promise<void> => {
    await parts.http.drain(app);
    clearInterval(renewing);
    stopListening();
    redis.close();
    process.exit(0);
  };
  process.once('SIGTERM', () => void stop());
  process.once('SIGINT', () => void stop());
  process.stdout.write(`${JSON.stringify({ event: 'listening', host, port, instance: instanceId })}\n`);
}

async function listen(app: FastifyInstance, address: { port: number; host: string }): Promise<void> {
  try {
    await app.listen(address);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartError(`cannot listen on ${address.host}:${address.port}: ${reason}.`, { cause: error });
  }
}

async function renewSlots(parts: Parts): Promise<void> {
  try {
    await Promise.all(
      [...parts.streams.idsByUser()].map(([user, ids]) => parts.streamSlots.renew(user, ids)),
    );
  } catch (error) {
    // While Redis is away no lease can be renewed; the next turn writes them anew.
    if (!(error instanceof UnavailableError)) throw error;
  }
}
