import { expect, test } from 'vitest';
import { bootOf, isAlive, thisProcess } from './owner.ts';

test('this process is alive under its own name', async () => {
  expect(await isAlive(await thisProcess())).toBe(true);
});

test('a process of the same number that began at another time is not the owner', async () => {
  const [pid, start, boot] = (await thisProcess()).split('-');
  expect(await isAlive(`${pid}-${start}1-${boot}`)).toBe(false);
});

test('an owner of another boot is dead, whatever runs under its number now', async () => {
  const [pid, start] = (await thisProcess()).split('-');
  expect(await isAlive(`${pid}-${start}-another`)).toBe(false);
});

test('a name that is none belongs to nobody alive', async () => {
  expect(await isAlive('')).toBe(false);
  expect(await isAlive('x-y-z')).toBe(false);
});

test('the boot is part of the name', async () => {
  expect(bootOf(await thisProcess())).toMatch(/^\w+$/u);
});
