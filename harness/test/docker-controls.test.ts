import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Cluster, Driver } from '../cluster/cluster.ts';
import { removeSessionContainers } from '../cluster/docker/cleanup.ts';
import { dockerDriver } from '../cluster/docker/driver.ts';
import { connectEngine, missingImages, probeEngine } from '../cluster/docker/engine.ts';
import { chooseImages } from '../cluster/docker/image-names.ts';
import { LABEL } from '../cluster/docker/labels.ts';
import { openSession, type Session } from '../cluster/session/session.ts';
import { planTopology, type TopologyRequest, withReplicas } from '../cluster/topology.ts';
import type { HistoryLine } from '../history/event.ts';
import { createRecorder } from '../history/recorder.ts';
import type { FaultPlan } from '../nemesis/fault.ts';
import { createNemesis } from '../nemesis/nemesis.ts';
import { randomFrom } from '../time/random.ts';
import { startSystemClock } from '../time/system-clock.ts';

const images = chooseImages({ asked: {}, environment: process.env });
const projectRoot = new URL('../..', import.meta.url).pathname;
const secrets = { jwtSecret: 'a'.repeat(64), seedPassword: 'a-password-for-tests' };
const isMissing =
  'missing' in (await probeEngine()) || (await missingImages(Object.values(images))).length > 0;
const signal = new AbortController().signal;
const now = { afterMs: 0, forMs: 50 };

describe.skipIf(isMissing)('the docker driver', () => {
  let session: Session;
  let driver: Driver;
  let lines: string[] = [];

  beforeAll(async () => {
    session = await openSession();
    driver = await dockerDriver({
      session,
      images,
      backendImage: null,
      projectRoot,
      say: () => undefined,
      signal,
    });
  });

  afterAll(async () => {
    expect(await leftovers()).toEqual([]);
    await session[Symbol.asyncDispose]();
  });

  async function leftovers(): Promise<string[]> {
    const engine = await connectEngine();
    const filters = { label: [`${LABEL.session}=${session.id}`] };
    const containers = await engine!.listContainers({ all: true, filters });
    const networks = await engine!.listNetworks({ filters });
    return [...containers.flatMap(({ Names }) => Names), ...networks.map(({ Name }) => Name)];
  }

  function start(
    request: Partial<TopologyRequest> = {},
    change: Parameters<typeof withReplicas>[1] = () => ({}),
  ): Promise<Cluster> {
    lines = [];
    const topology = withReplicas(planTopology({ replicas: 3, secrets, ...request }), change);
    return driver.start({
      topology,
      log: (source, line) => lines.push(`${source} ${line}`),
      signal,
      entryPort: null,
    });
  }

  /** Does the faults; what is recorded of each that was not seen to act and to be undone. */
  async function disturb(cluster: Cluster, plans: readonly FaultPlan[]): Promise<string[]> {
    const recorded: HistoryLine[] = [];
    const clock = startSystemClock();
    const recorder = createRecorder({
      clock,
      stage: 's',
      processes: { next: 0 },
      write: (line) => recorded.push(line),
    });
    const { controls, replicas, entry } = cluster;
    await using nemesis = createNemesis({
      controls,
      replicas,
      entry,
      clock,
      random: randomFrom('1'),
      signal,
      recorder,
    });
    await nemesis.run(plans);
    const ended = recorded.filter(({ type }) => type !== 'invoke');
    expect(ended.length).toBeGreaterThanOrEqual(2 * plans.length);
    return ended.filter(({ type }) => type !== 'ok').map((line) => JSON.stringify(line));
  }

  test('ends, freezes and starts replicas and the proxy at their old addresses', async () => {
    await using cluster = await start();
    const [before, entry] = [cluster.replicas.map(({ url }) => url), cluster.entry];
    const failed = await disturb(cluster, [
      { fault: { kind: 'kill', target: { replicas: 'all' } }, ...now },
      { fault: { kind: 'stop', target: { replicas: ['b-2'] }, graceMs: 5000 }, ...now },
      { fault: { kind: 'pause', target: { replicas: 'majority' } }, ...now },
      { fault: { kind: 'kill', target: { part: 'proxy' } }, ...now },
      { fault: { kind: 'pause', target: { part: 'proxy' } }, ...now },
      { fault: { kind: 'reload-proxy' }, ...now },
    ]);
    expect(failed).toEqual([]);
    expect([cluster.replicas.map(({ url }) => url), cluster.entry]).toEqual([before, entry]);
    const answers = await Promise.all(cluster.replicas.map(() => fetch(`${entry}/health`)));
    const seen = answers.map(({ headers }) => `${headers.get('x-instance-id')} ${headers.get('x-upstream')}`);
    expect(seen.toSorted()).toEqual(cluster.replicas.map(({ name, upstream }) => `${name} ${upstream}`));
    // What a part writes after its second start is heard too.
    await cluster.collectLogs();
    lines = [];
    await fetch(`${entry}/health?after`);
    await cluster.collectLogs();
    expect(lines.filter((line) => /^nginx .*"path":"\/health"/u.test(line))).toHaveLength(1);
  });

  test('kills a part that is frozen', async () => {
    await using cluster = await start({ replicas: 1 });
    const { signal: send, state, start: restart } = cluster.controls!;
    await send('b-1', 'SIGSTOP');
    expect(await state('b-1')).toBe('paused');
    await send('b-1', 'SIGKILL');
    await expect.poll(() => state('b-1')).toBe('ended');
    await restart('b-1');
    expect(await state('b-1')).toBe('running');
  });

  test('acts on Redis, and gives a replica one of its own', async () => {
    await using cluster = await start({}, ({ name }) => ({ ownRedis: name === 'b-3' }));
    const { redis, parts } = cluster.controls!;
    expect(parts).toContain('redis-of-b-3');
    await redis('redis', ['SET', 'x', '1']);
    expect(await redis('redis', ['GET', 'x'])).toBe('1');
    expect(await redis('redis-of-b-3', ['DBSIZE'])).toBe('0');
    await expect(redis('redis', ['INCR', 'x', 'too many words'])).rejects.toThrow(
      /redis gave no answer.*ERR/u,
    );
    const clients = async (part: string): Promise<number> =>
      Number(/connected_clients:(\d+)/u.exec(await redis(part, ['INFO', 'clients']))![1]);
    expect(await clients('redis-of-b-3')).toBeGreaterThan(1);
    const failed = await disturb(cluster, [
      { fault: { kind: 'flush' }, ...now },
      { fault: { kind: 'kill', target: { part: 'redis' } }, ...now },
      { fault: { kind: 'pause', target: { part: 'redis' } }, ...now },
      { fault: { kind: 'restart-empty' }, ...now },
    ]);
    expect(failed).toEqual([]);
  });

  test('puts links between, and acts on them', async () => {
    await using cluster = await start({ links: ['redis', 'proxy'] });
    const { setLink, linkCounts } = cluster.controls!;
    const failed = await disturb(cluster, [
      { fault: { kind: 'partition', target: { replicas: 'one' }, side: 'redis' }, ...now },
      {
        fault: {
          kind: 'slow-link',
          target: { replicas: 'all' },
          side: 'redis',
          condition: { latencyMs: 20 },
        },
        ...now,
      },
    ]);
    expect(failed).toEqual([]);
    await setLink('b-1', 'proxy', { blackHole: true });
    const impatient = Array.from({ length: 3 }, () =>
      fetch(`${cluster.entry}/health`, { signal: AbortSignal.timeout(500) }).then(
        ({ headers }) => headers.get('x-instance-id'),
        () => 'silence',
      ),
    );
    expect((await Promise.all(impatient)).toSorted((a, b) => (a ?? '').localeCompare(b ?? ''))).toEqual([
      'b-2',
      'b-3',
      'silence',
    ]);
    expect((await linkCounts('b-1', 'proxy')).heldBytes).toBeGreaterThan(0);
    expect((await linkCounts('b-2', 'proxy')).forwardedBytes).toBeGreaterThan(0);
  });

  test('has no link to act on where the topology asked for none', async () => {
    await using cluster = await start({ replicas: 1 });
    expect(cluster.controls!.parts).not.toContain('link');
    await expect(cluster.controls!.setLink('b-1', 'redis', {})).rejects.toThrow(/no link/u);
    await expect(cluster.controls!.setClock('b-1', 5)).rejects.toThrow(/no clock/u);
  });

  test('fails over from a master to a copy, and the replicas follow', async () => {
    await using cluster = await start({ redis: 'sentinel' });
    const failed = await disturb(cluster, [{ fault: { kind: 'failover' }, ...now }]);
    expect(failed).toEqual([]);
  });

  test('moves clocks, and nothing but clocks', async ({ skip }) => {
    skip(!driver.capabilities.includes('clock'), 'the image has no libfaketime');
    await using cluster = await start({ clocks: true }, ({ name }) => ({
      clockOffsetS: name === 'b-3' ? 3600 : 0,
    }));
    const offS = async (url: string): Promise<number> => {
      const { headers } = await fetch(`${url}/health`);
      return Math.round((Date.parse(headers.get('date')!) - Date.now()) / 1000);
    };
    expect(await offS(cluster.replicas[2]!.url!)).toBeGreaterThan(3595);
    const failed = await disturb(cluster, [
      { fault: { kind: 'clock-skew', target: { replicas: ['b-2'] }, offsetS: -600 }, ...now },
      { fault: { kind: 'clock-skew', target: { replicas: ['b-1'] }, offsetS: 90_000 }, ...now },
    ]);
    expect(failed).toEqual([]);
    // Its timers go on as before: a replica whose clock jumped still notices that Redis is away, and that it is back.
    await cluster.controls!.setClock('b-2', -7200);
    expect(await disturb(cluster, [{ fault: { kind: 'restart-empty' }, ...now }])).toEqual([]);
  });

  test('leaves nothing behind, also of what is frozen', async () => {
    await using cluster = await start();
    const { controls } = cluster;
    await Promise.all(['b-1', 'b-2', 'redis', 'nginx'].map((part) => controls!.signal(part, 'SIGSTOP')));
    expect(await removeSessionContainers(session.id)).toBe(6);
    expect(await leftovers()).toEqual([]);
  });
});
