import { expect, test } from 'vitest';
import type { Credentials } from '../../target/credentials.ts';
import type { World } from '../world.ts';
import { relay } from './relay.ts';

test('from the first call on a write is in flight at any moment, until the last is ended', async () => {
  let inFlight = 0;
  const seen: number[] = [];
  const look = () => seen.push(inFlight);
  const world = {
    clock: {
      sleep: async () => {
        look();
      },
    },
    newClient: () => ({
      writeSlowly: async (_own: unknown, _write: unknown, held: Promise<void>) => {
        inFlight += 1;
        await held;
        inFlight -= 1;
        look();
        return { status: 200 };
      },
    }),
  } as unknown as World;
  const { calls, finish } = relay(world, { user: 'u' } as Credentials, { name: 'b-1', url: '' });
  for (let turn = 0; turn < 6; turn += 1) {
    expect(await calls[turn % calls.length]?.()).toBe(true);
    look();
  }
  expect(seen.length).toBeGreaterThan(12);
  expect(Math.min(...seen)).toBe(1);
  await finish();
  expect(inFlight).toBe(0);
});
