import { expect, test } from 'vitest';
import type { Usage } from '../../cluster/cluster.ts';
import { usageBetween } from './usage-between.ts';

const usage = (cpuS: number, machine: Usage['machine']): Usage => ({
  parts: [{ part: 'b-1', cpuS, quotaCores: 0.5 }],
  machine,
});

test('what was used is the difference, over the time between', () => {
  const before = usage(10, { cores: 2, busyS: 100, allS: 200 });
  const after = usage(14, { cores: 2, busyS: 115, allS: 220 });
  expect(usageBetween(before, after, 10)).toEqual({
    parts: [{ name: 'b-1', coresUsed: 0.4, quotaCores: 0.5 }],
    machine: { cores: 2, share: 0.75 },
  });
});

test('a program that was not there before has used all it used since', () => {
  expect(usageBetween({ parts: [], machine: null }, usage(1, null), 4).parts).toEqual([
    { name: 'b-1', coresUsed: 0.25, quotaCores: 0.5 },
  ]);
});

test('without a look, or time between, nothing is told', () => {
  const nothing = { parts: null, machine: null };
  expect(usageBetween(null, usage(1, null), 1)).toEqual(nothing);
  expect(usageBetween(usage(1, null), null, 1)).toEqual(nothing);
  expect(usageBetween(usage(1, null), usage(1, null), 0)).toEqual(nothing);
  const still = { cores: 2, busyS: 100, allS: 200 };
  expect(usageBetween(usage(1, still), usage(2, still), 1).machine).toBeNull();
});
