import { expect, test } from 'vitest';
import { limitOf, type Part, type PartLoad, type TrialFigures } from './limit.ts';

const load = (part: Part, coresUsed: number, over: Partial<PartLoad> = {}): PartLoad => ({
  part,
  name: part,
  coresUsed,
  coresUsable: 1,
  quotaCores: null,
  ...over,
});
const replica = (number: number, coresUsed: number, over: Partial<PartLoad> = {}): PartLoad =>
  load('replicas', coresUsed, { name: `replica-${number}`, ...over });
const limit = (loads: readonly PartLoad[], over: Partial<TrialFigures> = {}) =>
  limitOf({ loads, alerts: [], machineShare: 0.5, ...over });

const IDLE = [load('generator', 0.3), load('nginx', 0.2), load('redis', 0.4)];

test('the part that has used up its core is the limit', () => {
  expect(limit([load('generator', 0.3), replica(1, 0.5), load('redis', 0.97)])).toEqual({
    limit: 'redis',
    why: 'redis used 97 % of 1 core (0.97).',
  });
  expect(limit([...IDLE, replica(1, 0.9), replica(2, 0.89)])).toEqual({
    limit: 'replicas',
    why: 'replica-1 used 90 % of 1 core (0.90).',
  });
});

test('a part that has used up its quota is the limit long before a core is', () => {
  const figures = [...IDLE, replica(1, 0.245, { quotaCores: 0.25 })];
  expect(limit(figures)).toEqual({
    limit: 'replicas',
    why: 'replica-1 used 98 % of its quota of 0.25 cores (0.24).',
  });
});

test('a quota of more than the threads can use does not hide that they are busy', () => {
  expect(limit([...IDLE, replica(1, 0.95, { quotaCores: 2 })]).why).toBe(
    'replica-1 used 95 % of 1 core (0.95).',
  );
});

test('threads are room: a part of two is not at its limit with one core used', () => {
  expect(limit([replica(1, 0.5), load('nginx', 1, { coresUsable: 2 })]).limit).toBe('unknown');
  expect(limit([replica(1, 0.5), load('nginx', 1.9, { coresUsable: 2 })])).toEqual({
    limit: 'nginx',
    why: 'nginx used 95 % of 2 cores (1.90).',
  });
});

test('a busy generator is the limit, whatever else is busy or has said so', () => {
  const loads = [load('generator', 0.8), replica(1, 1)];
  const alerts = [{ part: 'nginx' as const, text: 'worker_connections are not enough' }];
  expect(limit(loads, { alerts })).toEqual({
    limit: 'generator',
    why: 'generator used 80 % of 1 core (0.80).',
  });
  expect(limit([load('generator', 0.79), replica(1, 1)]).limit).toBe('replicas');
});

test('what a part says of itself counts for more than how busy another one is', () => {
  const alerts = [
    { part: 'nginx' as const, text: 'worker_connections are not enough' },
    { part: 'generator' as const, text: 'no free port' },
  ];
  expect(limit([replica(1, 1)], { alerts: alerts.slice(0, 1) })).toEqual({
    limit: 'nginx',
    why: 'nginx said: worker_connections are not enough.',
  });
  expect(limit([replica(1, 1)], { alerts }).limit).toBe('generator');
});

test('one busy replica beside idle ones is an uneven load', () => {
  expect(limit([...IDLE, replica(1, 0.3), replica(2, 0.96), replica(3, 0.4)])).toEqual({
    limit: 'replicas',
    why: 'replica-2 used 96 % of 1 core (0.96), while replica-1 used 30 %: the load is uneven.',
  });
});

test('between two parts that are busy alike nothing is decided', () => {
  expect(limit([replica(1, 0.97), load('redis', 0.95)])).toEqual({
    limit: 'unknown',
    why: 'No part was the limit by itself; replica-1 used 97 % of 1 core (0.97) and redis used 95 % of 1 core (0.95).',
  });
  expect(limit([replica(1, 0.97), load('redis', 0.93)]).limit).toBe('replicas');
});

test('a machine that is full is no part’s limit', () => {
  expect(limit([replica(1, 0.6), load('redis', 0.4)], { machineShare: 0.95 })).toEqual({
    limit: 'unknown',
    why: 'No part was the limit by itself; the machine is: 95 % of its cores are busy, shared by all parts.',
  });
});

test('when nothing is busy the limit is elsewhere', () => {
  expect(limit([...IDLE, replica(1, 0.5)], { machineShare: null })).toEqual({
    limit: 'unknown',
    why:
      'No part was the limit by itself; replica-1, the busiest, used 50 % of what it may: the wait is elsewhere ' +
      '(locks, pools, network).',
  });
  expect(limit([load('generator', 0.7)]).why).toMatch(/no processor times were taken/u);
});
