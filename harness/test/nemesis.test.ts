import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Cluster, Driver } from '../cluster/cluster.ts';
import { processDriver } from '../cluster/process/driver.ts';
import { SERVER_FOLDERS } from '../cluster/process/programs.ts';
import { openSession, type Session } from '../cluster/session/session.ts';
import { planTopology, type TopologyRequest } from '../cluster/topology.ts';
import type { HistoryLine } from '../history/event.ts';
import { createRecorder } from '../history/recorder.ts';
import type { FaultPlan } from '../nemesis/fault.ts';
import { createNemesis } from '../nemesis/nemesis.ts';
import { randomFrom } from '../time/random.ts';
import { startSystemClock } from '../time/system-clock.ts';

const ROOT = new URL('../..', import.meta.url).pathname;
const secrets = { jwtSecret: 'a'.repeat(64), seedPassword: 'a-password-for-tests' };
let session: Session;
let driver: Driver;

beforeAll(async () => {
  session = await openSession();
  const PATH = [process.env['PATH'] ?? '', ...SERVER_FOLDERS].join(':');
  driver = await processDriver({
    session,
    backendCommand: null,
    environment: { PATH },
    directory: ROOT,
    projectRoot: ROOT,
  });
});

afterAll(async () => {
  await session[Symbol.asyncDispose]();
});

const start = (request: Partial<TopologyRequest> = {}): Promise<Cluster> =>
  driver.start({
    topology: planTopology({ replicas: 3, secrets, ...request }),
    log: () => undefined,
    signal: new AbortController().signal,
    entryPort: null,
  });

/** Runs the plans; the outcome of each fault and heal, with what was seen. */
async function disturb(cluster: Cluster, plans: readonly FaultPlan[]): Promise<[string, string, string][]> {
  const lines: HistoryLine[] = [];
  const clock = startSystemClock();
  const nemesis = createNemesis({
    controls: cluster.controls,
    replicas: cluster.replicas,
    entry: cluster.entry,
    clock,
    random: randomFrom('1'),
    signal: new AbortController().signal,
    recorder: createRecorder({
      clock,
      stage: 's',
      processes: { next: 0 },
      write: (line) => lines.push(line),
    }),
  });
  await nemesis.run(plans);
  await nemesis[Symbol.asyncDispose]();
  expect(nemesis.isHealed()).toBe(true);
  return lines
    .filter(({ type }) => type !== 'invoke')
    .map(({ f, type, value, reason }) => [f, type, JSON.stringify(value ?? reason)]);
}

const now = { afterMs: 0, forMs: 50 };

test('replicas are killed, stopped, frozen and restarted in turn, and each effect is seen', async () => {
  await using cluster = await start();
  const one = { replicas: 'one' } as const;
  const seen = await disturb(cluster, [
    { fault: { kind: 'kill', target: one }, ...now },
    { fault: { kind: 'stop', target: { replicas: ['b-2'] }, graceMs: 5000 }, ...now },
    { fault: { kind: 'pause', target: { replicas: 'majority' } }, ...now },
    { fault: { kind: 'rolling-restart', target: { replicas: 'all' }, graceMs: 5000 }, ...now },
    { fault: { kind: 'kill', target: { replicas: 'all' } }, ...now },
    { fault: { kind: 'pause', target: { part: 'proxy' } }, ...now },
    { fault: { kind: 'reload-proxy' }, ...now },
  ]);
  expect(seen.filter(([, type]) => type !== 'ok')).toEqual([]);
  expect(seen).toHaveLength(18);
  expect(seen[2]?.[2]).toMatch(/b-2 ended by itself after \d+ ms/u);
});

test('Redis is stopped, frozen, flushed and restarted with nothing', async () => {
  await using cluster = await start();
  await cluster.controls?.redis('redis', ['SET', 'x', '1']);
  const redis = { part: 'redis' } as const;
  const seen = await disturb(cluster, [
    { fault: { kind: 'flush' }, ...now },
    { fault: { kind: 'kill', target: redis }, ...now },
    { fault: { kind: 'pause', target: redis }, ...now },
    { fault: { kind: 'restart-empty' }, ...now },
  ]);
  expect(seen.filter(([, type]) => type !== 'ok')).toEqual([]);
  expect(seen).toHaveLength(8);
});

test('a master that is killed is replaced by the sentinels, and replicas find the new one', async () => {
  await using cluster = await start({ redis: 'sentinel' });
  await cluster.controls?.redis('redis', ['SET', 'kept', '1']);
  const seen = await disturb(cluster, [{ fault: { kind: 'failover' }, ...now }]);
  expect(seen.filter(([, type]) => type !== 'ok')).toEqual([]);
  expect(seen[1]?.[2]).toMatch(/the sentinels made 127\.0\.0\.1:\d+ the master/u);
});

test('clocks are moved and moved back', async ({ skip }) => {
  skip(!driver.capabilities.includes('clock'), 'libfaketime is not installed');
  await using cluster = await start({ clocks: true });
  const seen = await disturb(cluster, [
    { fault: { kind: 'clock-skew', target: { replicas: ['b-2'] }, offsetS: -600 }, ...now },
  ]);
  expect(seen.filter(([, type]) => type !== 'ok')).toEqual([]);
});

test('an effect that nobody sees is not one, and what was begun is undone all the same', async () => {
  await using cluster = await start();
  const [fault, heal] = await disturb(cluster, [{ fault: { kind: 'flush' }, ...now }]);
  expect(fault?.slice(0, 2)).toEqual(['fault', 'info']);
  expect(heal?.slice(0, 2)).toEqual(['heal', 'ok']);
});

test('replicas are cut off from Redis and from the proxy, and what passes is slowed down', async () => {
  await using cluster = await start({ links: ['redis', 'proxy'] });
  const one = { replicas: 'one' } as const;
  const all = { replicas: 'all' } as const;
  const seen = await disturb(cluster, [
    { fault: { kind: 'partition', target: one, side: 'redis' }, ...now },
    { fault: { kind: 'partition', target: one, side: 'proxy' }, ...now },
    { fault: { kind: 'slow-link', target: all, side: 'redis', condition: { latencyMs: 20 } }, ...now },
  ]);
  expect(seen.filter(([, type]) => type !== 'ok')).toEqual([]);
  expect(seen).toHaveLength(6);
});
