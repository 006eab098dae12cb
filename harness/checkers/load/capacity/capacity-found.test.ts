import { expect, test } from 'vitest';
import type { History } from '../../check.ts';
import { capacityFound } from './capacity-found.ts';
import { type MadeUp, searched, upTo } from './test/capacity-story.ts';

const judge = (history: History) => capacityFound().judge(history);
const carrying = (replicas: number, capacityPerSecond: number): MadeUp => ({
  replicas,
  latencyUs: upTo(capacityPerSecond),
});
const tableOf = (history: History, title: string) => {
  const table = judge(history).evidence.find((one) => one.title === title);
  if (table?.kind !== 'table') throw new Error(`no table ${title}`);
  return table.rows;
};
const THREE = [carrying(1, 500), carrying(2, 950), carrying(3, 1350)];

test('the capacity of each number of replicas is found, to the tolerance', () => {
  const { verdict, summary } = judge(searched(THREE));
  expect(verdict).toMatchObject({ status: 'valid' });
  const [one = 0, two = 0, three = 0] = [...summary.matchAll(/replicas?: ([\d,]+)\/s/gu)].map(
    ([, rate = '']) => Number(rate.replaceAll(',', '')),
  );
  for (const [found, truth] of [
    [one, 500],
    [two, 950],
    [three, 1350],
  ] as const) {
    expect(found).toBeLessThanOrEqual(truth);
    expect(found).toBeGreaterThan(truth / 1.06);
  }
});

test('how the system grows is fitted from three numbers of replicas on, and the rate planned for is answered', () => {
  const { summary, evidence } = judge(searched(THREE, { neededPerSecond: 2000 }));
  expect(summary).toMatch(
    /2,000\/s takes 5 replicas \(5, or more than there can be\); replica 4 would buy \+3\d\d\/s \(\+\d+\/s to \+\d+\/s\)/u,
  );
  expect(evidence.map(({ title }) => title)).toContain('Universal Scalability Law');
  const curve = evidence.find(({ kind }) => kind === 'chart');
  expect(curve).toMatchObject({
    series: [{ points: [{ 0: 1 }, { 0: 2 }, { 0: 3 }] }, { name: 'Universal Scalability Law' }, {}],
    marks: [{ axis: 'y', at: 2000 }],
  });
});

test('two numbers of replicas are a line at the most: what is planned for takes at least so many', () => {
  const { summary } = judge(searched(THREE.slice(0, 2), { neededPerSecond: 2000 }));
  expect(summary).toContain('2,000/s takes at least 5 replicas, if nothing is lost to growth');
});

test('a system that keeps its objectives at the highest rate allowed carries at least that', () => {
  const history = searched([carrying(1, Infinity)], { ceilingPerSecond: 400 });
  expect(judge(history)).toMatchObject({
    verdict: { status: 'valid' },
    summary: '1 replica: at least 400/s',
  });
  expect(tableOf(history, 'Capacity by the number of replicas')).toEqual([
    [1, 'at least 400/s', null, null, null, 5],
  ]);
});

test('where the generator was the limit there is no number, and the verdict is unknown', () => {
  const busy = (ratePerSecond: number) => ({ cpuShare: ratePerSecond > 300 ? 0.9 : 0.2 });
  const { verdict, summary } = judge(searched([{ ...carrying(1, Infinity), offered: busy }]));
  expect(summary).toBe('1 replica: not known');
  expect(verdict).toMatchObject({
    status: 'unknown',
    reason: expect.stringContaining('The generator was the limit') as string,
  });
});

test('a generator that was busy has measured itself, also where the objectives broke', () => {
  const busy = (ratePerSecond: number) => ({ cpuShare: ratePerSecond > 300 ? 0.9 : 0.2 });
  expect(judge(searched([{ ...carrying(1, 300), offered: busy }])).summary).toBe('1 replica: not known');
});

test('what the lateness of the generator may have broken says nothing of the target', () => {
  const late = (ratePerSecond: number) =>
    ratePerSecond > 300 ? { sendLagUsP99: 900_000, loopLagMsP99: 900, loopLagMsP90: 900 } : {};
  expect(judge(searched([{ ...carrying(1, 300), offered: late }])).summary).toBe('1 replica: not known');
});

test('where less was sent than was due, though all was answered in time, the generator was the limit', () => {
  const slow = (ratePerSecond: number) => (ratePerSecond > 300 ? { sent: 50 } : {});
  expect(judge(searched([{ ...carrying(1, Infinity), offered: slow }])).summary).toBe('1 replica: not known');
});

test('where less was sent because the target held the connections, the target was the limit', () => {
  const held = (ratePerSecond: number) => (ratePerSecond > 500 ? { sent: 50, missed: 10 } : {});
  expect(judge(searched([{ ...carrying(1, 500), offered: held }])).verdict.status).toBe('valid');
});

test('a system that breaks its objectives whatever the rate is invalid, with its culprit', () => {
  const history = searched([carrying(2, 0)], { floorPerSecond: 50 });
  expect(judge(history).verdict).toMatchObject({
    status: 'invalid',
    violations: [
      {
        anomaly: 'never-within-objectives',
        culprits: [],
        message: expect.stringContaining('50/s') as string,
      },
    ],
  });
});

test('what kept it from more is told by the lowest rate that broke', () => {
  const parts = (ratePerSecond: number) => [
    { name: 'b-1', coresUsed: ratePerSecond > 500 ? 0.249 : 0.1, quotaCores: 0.25 },
    { name: 'nginx', coresUsed: 0.2, quotaCores: null },
    { name: 'redis', coresUsed: 0.1, quotaCores: null },
  ];
  const [[, limit, why] = []] = tableOf(searched([{ ...carrying(1, 500), parts }]), 'What the limit was');
  expect(limit).toBe('replicas');
  expect(why).toMatch(
    /^The objective holds up to 4[\d.]+\/s, confirmed, and breaks at 5[\d.]+\/s\. b-1 used 100 % of its quota of 0\.25 cores/u,
  );
});

test('the limit is that of the lowest rate that broke, and each part is measured by what it can use', () => {
  const machine = { cores: 4, share: 0.5 };
  const parts = (ratePerSecond: number) => [
    { name: 'b-1', coresUsed: ratePerSecond > 500 && ratePerSecond < 600 ? 0.98 : 0.1, quotaCores: null },
    { name: 'nginx', coresUsed: 1.5, quotaCores: null },
    { name: 'redis', coresUsed: ratePerSecond > 600 ? 0.99 : 0.1, quotaCores: null },
  ];
  const [[, limit] = []] = tableOf(searched([{ ...carrying(1, 500), parts, machine }]), 'What the limit was');
  expect(limit).toBe('replicas');
});

test('a search that was cut off is unknown, and so is nothing at all', () => {
  const whole = searched([carrying(1, 500)]);
  const lastTrial = whole.operations.findLastIndex(({ f }) => f === 'trial');
  const cut = { ...whole, operations: whole.operations.slice(0, lastTrial) };
  expect(judge(cut)).toMatchObject({ verdict: { status: 'unknown' }, summary: '1 replica: cut off' });
  expect(judge({ operations: [], stages: [] })).toMatchObject({
    verdict: { status: 'unknown', reason: 'no rate was tried' },
    evidence: [],
  });
});
