import { expect, test } from 'vitest';
import type { World } from '../world.ts';
import { callAroundFaults } from './callers.ts';

const PLAN = { gapMs: 1, patienceMs: 200 };

/** A world in which only time passes, and `unleash` is what the test makes of it. */
const worldWith = (unleash: World['unleash']): World =>
  ({
    clock: { nowNs: () => 0, sleep: () => new Promise((resolve) => setImmediate(resolve)) },
    signal: new AbortController().signal,
    unleash,
  }) as unknown as World;

test('every client has made all of its calls before the first fault', async () => {
  const made = [0, 0, 0];
  let before: number[] = [];
  const call = (place: number) => async () => {
    made[place] = (made[place] ?? 0) + 1;
    return true;
  };
  const world = worldWith(async () => {
    before = [...made];
  });
  await callAroundFaults(world, [[call(0), call(1)], [call(2)]], PLAN);
  expect(before.every((count) => count > 0)).toBe(true);
});

test('between two faults every client makes a call that begins and ends there', async () => {
  let fault = 0;
  const inside = [new Set<number>(), new Set<number>()];
  const call = (place: number) => async () => {
    const began = fault;
    await new Promise((resolve) => setTimeout(resolve, 5 * place));
    if (began === fault) inside[place]?.add(fault);
    return true;
  };
  const world = worldWith(async (ready = async () => undefined) => {
    for (fault = 1; fault <= 5; fault += 1) await ready();
  });
  await callAroundFaults(world, [[call(0)], [call(1)]], { ...PLAN, patienceMs: 5000 });
  expect(inside.map((seen) => [1, 2, 3, 4, 5].every((one) => seen.has(one)))).toEqual([true, true]);
});

test('it goes on after the last fault until the calls are served in a row', async () => {
  let isHealed = false;
  let failures = 5;
  let served = 0;
  const recovering = async () => {
    if (!isHealed) return true;
    failures -= 1;
    if (failures < 0) served += 1;
    return failures < 0;
  };
  await callAroundFaults(
    worldWith(async () => {
      isHealed = true;
    }),
    [[recovering]],
    PLAN,
  );
  expect(served).toBeGreaterThanOrEqual(10);
});

test('a client that is never served is waited for no longer than the patience', async () => {
  let calls = 0;
  const never = async () => {
    calls += 1;
    return false;
  };
  await callAroundFaults(
    worldWith(async () => undefined),
    [[never]],
    PLAN,
  );
  expect(calls).toBeGreaterThan(10);
});

test('a call that throws ends it, with the error', async () => {
  const broken = () => Promise.reject(new Error('a defect of the workload'));
  const run = callAroundFaults(
    worldWith(async () => undefined),
    [[broken]],
    PLAN,
  );
  await expect(run).rejects.toThrow('a defect of the workload');
});
