import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Cluster, Driver, StartOptions } from '../cluster/cluster.ts';
import { removeSessionContainers, sweepContainers } from '../cluster/docker/cleanup.ts';
import { dockerDriver } from '../cluster/docker/driver.ts';
import { connectEngine, missingImages, probeEngine } from '../cluster/docker/engine.ts';
import { chooseImages } from '../cluster/docker/image-names.ts';
import { LABEL } from '../cluster/docker/labels.ts';
import { findFreePorts } from '../cluster/process/ports.ts';
import { thisProcess } from '../cluster/session/owner.ts';
import type { Session } from '../cluster/session/session.ts';
import { planTopology, withEnvironment } from '../cluster/topology.ts';
import { HarnessError } from '../errors.ts';

const images = chooseImages({ asked: {}, environment: process.env });
const projectRoot = new URL('../..', import.meta.url).pathname;
const topology = planTopology({ replicas: 3, secrets: { jwtSecret: 'x'.repeat(32), seedPassword: 'test' } });
const missing = await whatIsMissing();
if (missing !== null) process.stderr.write(`docker driver not tested: ${missing}\n`);

async function whatIsMissing(): Promise<string | null> {
  const engine = await probeEngine();
  if ('missing' in engine) return engine.missing;
  const absent = await missingImages(Object.values(images));
  return absent.length === 0 ? null : `no image ${absent.join(', ')}`;
}

/** A session without watchdog and folder: what the driver does must not lean on them. */
function fakeSession(owner: string): Session & { announced: number } {
  const id = Buffer.from(crypto.getRandomValues(new Uint8Array(6))).toString('hex');
  return {
    id,
    owner,
    directory: '/nowhere',
    memory: '/nowhere',
    environment: {},
    announced: 0,
    own: () => undefined,
    ownContainers() {
      this.announced += 1;
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
}

async function openDriver(session: Session): Promise<Driver> {
  const signal = new AbortController().signal;
  return dockerDriver({ session, images, backendImage: null, projectRoot, say: () => undefined, signal });
}

const startOptions = (change: Partial<StartOptions> = {}): StartOptions => ({
  topology,
  log: () => undefined,
  signal: new AbortController().signal,
  entryPort: null,
  ...change,
});

/** The names of the session's containers and networks on the engine. */
async function leftovers(session: Session): Promise<string[]> {
  const engine = await connectEngine();
  const filters = { label: [`${LABEL.session}=${session.id}`] };
  const containers = await engine!.listContainers({ all: true, filters });
  const networks = await engine!.listNetworks({ filters });
  return [...containers.flatMap(({ Names }) => Names), ...networks.map(({ Name }) => Name)];
}

async function failureOf(start: Promise<Cluster>): Promise<HarnessError> {
  const error = await start.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (error instanceof HarnessError) return error;
  throw new Error('the start did not fail as a start should', { cause: error });
}

describe.skipIf(missing !== null)('a cluster of the docker driver', () => {
  let session: ReturnType<typeof fakeSession>;
  let cluster: Cluster;
  const lines: string[] = [];

  beforeAll(async () => {
    session = fakeSession(await thisProcess());
    const driver = await openDriver(session);
    const began = performance.now();
    cluster = await driver.start(startOptions({ log: (source, line) => lines.push(`${source} ${line}`) }));
    process.stderr.write(
      `docker driver: 3 replicas ready after ${Math.round(performance.now() - began)} ms\n`,
    );
  });

  afterAll(async () => {
    await cluster[Symbol.asyncDispose]();
    expect(await leftovers(session)).toEqual([]);
  });

  test('answers through nginx from each replica in turn, under the address it has said', async () => {
    const answers: string[] = [];
    for (let index = 0; index < 6; index += 1) {
      const { headers } = await fetch(`${cluster.entry}/health`);
      answers.push(`${headers.get('x-instance-id')} ${headers.get('x-upstream')}`);
    }
    const expected = cluster.replicas.map(({ name, upstream }) => `${name} ${upstream}`);
    expect(new Set(answers.slice(0, 3))).toEqual(new Set(expected));
    expect(answers.slice(3)).toEqual(answers.slice(0, 3));
  });

  test('lets each replica be spoken to past the proxy', async () => {
    const names = cluster.replicas.map(async ({ url }) =>
      (await fetch(`${url}/health`)).headers.get('x-instance-id'),
    );
    expect(await Promise.all(names)).toEqual(['b-1', 'b-2', 'b-3']);
  });

  test('publishes on the loopback address only, and Redis not at all', async () => {
    const engine = await connectEngine();
    const filters = { label: [`${LABEL.session}=${session.id}`] };
    const containers = await engine!.listContainers({ filters });
    const published = containers
      .flatMap(({ Ports }) => Ports)
      .filter(({ PublicPort }) => PublicPort !== undefined);
    expect(published.map(({ IP }) => IP)).toEqual(['127.0.0.1', '127.0.0.1', '127.0.0.1', '127.0.0.1']);
    const redis = containers.find(({ Names }) => Names[0]!.endsWith('redis'));
    expect(redis!.Ports.filter(({ PublicPort }) => PublicPort !== undefined)).toEqual([]);
  });

  test('passes on the output of every part from its first line', () => {
    const sources = new Set(lines.map((line) => line.split(' ')[0]));
    expect(sources).toEqual(new Set(['b-1', 'b-2', 'b-3', 'nginx', 'redis']));
    expect(lines.some((line) => line.includes('Redis is starting'))).toBe(true);
    expect(cluster.proxyAlerts()).toEqual([]);
  });

  test('tells the versions of its parts', () => {
    expect(cluster.parts['nginx']).toMatch(/^\d+\.\d+/u);
    expect(cluster.parts['redis']).toMatch(/^\d+\.\d+/u);
    expect(cluster.parts['engine']).toMatch(/^\d+/u);
    expect(cluster.parts['nginx settings']).toContain('max_fails=0');
  });

  test('was announced to the watchdog', () => {
    expect(session.announced).toBe(1);
  });

  test('refuses an entry port that is taken, by name, and leaves nothing', async () => {
    const [port = 0] = await findFreePorts(1);
    const server = createServer().listen(port, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const other = fakeSession(session.owner);
    const error = await failureOf((await openDriver(other)).start(startOptions({ entryPort: port })));
    server.close();
    expect(error.code).toBe('BAD_INPUT');
    expect(error.message).toContain(`Port ${port} `);
    expect(await leftovers(other)).toEqual([]);
  });

  test('refuses a port that another cluster has published', async () => {
    const port = Number(new URL(cluster.entry).port);
    const other = fakeSession(session.owner);
    const error = await failureOf((await openDriver(other)).start(startOptions({ entryPort: port })));
    expect(error.code).toBe('BAD_INPUT');
    expect(await leftovers(other)).toEqual([]);
  });
});

describe.skipIf(missing !== null)('a start of the docker driver', () => {
  test('fails fast with the last words of a replica that ends', async () => {
    const session = fakeSession(await thisProcess());
    const broken = withEnvironment(topology, (_, index) => (index === 1 ? { JWT_SECRET: 'short' } : {}));
    const began = performance.now();
    const error = await failureOf((await openDriver(session)).start(startOptions({ topology: broken })));
    expect(performance.now() - began).toBeLessThan(10_000);
    expect(error.code).toBe('CLUSTER_START');
    expect(error.message).toMatch(/^b-2 .*ended with code 78\. .*JWT_SECRET/u);
    expect(await leftovers(session)).toEqual([]);
  });

  test.each([0, 60, 200, 500, 1000])('that is aborted after %i ms leaves nothing', async (afterMs) => {
    const session = fakeSession(await thisProcess());
    const driver = await openDriver(session);
    const start = driver.start(startOptions({ signal: AbortSignal.timeout(afterMs) }));
    await expect(start).rejects.toThrow();
    expect(await leftovers(session)).toEqual([]);
  });

  test('names the image that cannot be had, and the way out', async () => {
    const session = fakeSession(await thisProcess());
    const asked = { nginx: 'lockstep.invalid/none:1' };
    const opening = dockerDriver({
      session,
      images: chooseImages({ asked, environment: {} }),
      backendImage: null,
      projectRoot,
      say: () => undefined,
      signal: new AbortController().signal,
    });
    await expect(opening).rejects.toMatchObject({
      code: 'MISSING_PART',
      message: expect.stringMatching(
        /lockstep\.invalid\/none:1.*lockstep images build.*LOCKSTEP_IMAGE_NGINX/u,
      ),
    });
  });
});

describe.skipIf(missing !== null)('what a dead owner left', () => {
  test('is removed for its session alone, also when it appears while we look', async () => {
    const [dead, alive] = [fakeSession('1-1-boot'), fakeSession('2-2-boot')];
    const clusters = await Promise.all(
      [dead, alive].map(async (one) => (await openDriver(one)).start(startOptions())),
    );
    expect(await removeSessionContainers(dead.id)).toBe(6);
    expect(await leftovers(dead)).toEqual([]);
    expect(await leftovers(alive)).toHaveLength(6);
    await Promise.all(clusters.map((cluster) => cluster[Symbol.asyncDispose]()));
    expect(await leftovers(alive)).toEqual([]);
  });

  test('is swept when it died in this boot, not when it lives or may live elsewhere', async () => {
    const here = await thisProcess();
    const dead = fakeSession(here.replace(/^\d+/u, '0'));
    const elsewhere = fakeSession(`${dead.owner}2`);
    await using cluster = await (await openDriver(dead)).start(startOptions());
    await using other = await (await openDriver(elsewhere)).start(startOptions());
    expect([cluster.driver, other.driver]).toEqual(['docker', 'docker']);
    expect(await sweepContainers(async () => true)).toBe(0);
    // Whoever else uses this engine is alive as far as this test can know.
    expect(await sweepContainers(async (owner) => owner !== dead.owner && owner !== elsewhere.owner)).toBe(6);
    expect(await leftovers(dead)).toEqual([]);
    expect(await leftovers(elsewhere)).toHaveLength(6);
  });
});
