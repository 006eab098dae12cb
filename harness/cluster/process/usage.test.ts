import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { processTime } from './usage.ts';

test('the group and the processor time are read past any name', () => {
  const stat = '77 (a) b (c) S 1 42 42 0 -1 4194560 100 0 0 0 250 50 0 0 20 0 11 0 12345 1 1\n';
  expect(processTime(stat)).toEqual({ group: 42, cpuS: 3 });
});

test('a process that is gone is in no group', () => {
  expect(processTime('').group).toBeNaN();
});

test.runIf(process.platform === 'linux')('what this process says of itself is what the system says', () => {
  const { user, system } = process.cpuUsage();
  const { cpuS } = processTime(readFileSync('/proc/self/stat', 'utf8'));
  expect(Math.abs(cpuS - (user + system) / 1e6)).toBeLessThan(0.1);
});
