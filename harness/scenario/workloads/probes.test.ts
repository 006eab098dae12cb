import { expect, test } from 'vitest';
import type { Credentials } from '../../target/credentials.ts';
import type { World } from '../world.ts';
import { startProbes } from './probes.ts';

const token = { accessToken: 'a' } as Credentials;
const worldUntil = (signal: AbortSignal): World =>
  ({
    eachReplica: [{ name: 'b-1', url: '' }],
    newClient: () => ({ me: async () => ({ status: 200 }) }),
    clock: { nowNs: () => 0, sleep: () => new Promise((resolve) => setImmediate(resolve)) },
    signal,
  }) as unknown as World;

test('a wait ends with the run, whether it began before or after the interruption', async () => {
  const run = new AbortController();
  await using probes = startProbes(worldUntil(run.signal));
  const before = probes.untilRefused(token, 1, 60_000);
  run.abort();
  await before;
  await probes.untilAsked(token, 1);
  expect(run.signal.aborted).toBe(true);
});

test('a wait goes on until every replica was asked often enough', async () => {
  await using probes = startProbes(worldUntil(new AbortController().signal));
  probes.add(token);
  await probes.untilAsked(token, 3);
});
