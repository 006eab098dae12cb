import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Cluster, Controls, Driver } from '../cluster/cluster.ts';
import { planTopology, type Topology } from '../cluster/topology.ts';
import { createClusterPool } from './cluster-pool.ts';

let server: Server;
let url = '';
/** What the readiness of every replica and the proxy is. */
let status = 200;

beforeAll(async () => {
  server = createServer((_, response) => response.writeHead(status).end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
});
afterAll(() => void server.close());

const secrets = { jwtSecret: 'secret', seedPassword: 'password' };
const topology = (rateLimit: number): Topology =>
  planTopology({ replicas: 2, secrets, settings: { RATE_LIMIT: rateLimit } });

interface Fake {
  readonly driver: Driver;
  readonly started: number[];
  readonly ended: number[];
  readonly asked: string[][];
}

/** A driver whose clusters answer as they are told; each has a number. */
function fakeDriver(controls: Partial<Controls> | null = {}): Fake {
  const [started, ended, asked]: [number[], number[], string[][]] = [[], [], []];
  const start = async (): Promise<Cluster> => {
    const number = started.length + 1;
    started.push(number);
    return {
      driver: 'process',
      entry: url,
      replicas: [{ name: 'b-1', url, upstream: null }],
      parts: {},
      proxyAlerts: () => ['an old one'],
      collectLogs: async () => undefined,
      controls:
        controls === null
          ? null
          : ({
              parts: ['b-1', 'redis'],
              state: async () => 'running',
              redis: async (_: string, command: readonly string[]) => {
                asked.push([...command]);
                return command[0] === 'DBSIZE' ? '0' : 'OK';
              },
              ...controls,
            } as Controls),
      usage: null,
      [Symbol.asyncDispose]: async () => void ended.push(number),
    };
  };
  return { driver: { name: 'process', capabilities: [], start }, started, ended, asked };
}

const borrowing = (one: Topology) => ({
  topology: one,
  log: () => undefined,
  signal: new AbortController().signal,
  entryPort: null,
});

/** Runs two stages after each other, the first of which may spoil its cluster; how many clusters were started. */
async function clustersFor(fake: Fake, second = topology(10), spoil = false): Promise<number> {
  await using pool = createClusterPool(fake.driver, () => 0);
  {
    await using loan = await pool.borrow(borrowing(topology(10)));
    loan.users.next = 7;
    if (spoil) loan.spoil();
  }
  await using again = await pool.borrow(borrowing(second));
  expect(again.proxyAlerts()).toEqual([]);
  expect(again.users.next).toBe(fake.started.length === 1 ? 7 : 0);
  return fake.started.length;
}

test('a cluster that is clean serves the next stage of an equal topology, emptied first', async () => {
  const fake = fakeDriver();
  expect(await clustersFor(fake)).toBe(1);
  expect(fake.asked[0]).toEqual(['FLUSHALL']);
  expect(fake.ended).toEqual([1]);
});

test('another topology, or what was done and not undone, needs another cluster', async () => {
  expect(await clustersFor(fakeDriver(), topology(11))).toBe(2);
  const spoiled = fakeDriver();
  expect(await clustersFor(spoiled, topology(10), true)).toBe(2);
  expect(spoiled.ended.toSorted((one, other) => one - other)).toEqual([1, 2]);
});

test.each<[string, Partial<Controls> | null]>([
  ['a part that is frozen', { state: async () => 'paused' }],
  ['a Redis that is not empty', { redis: async () => '3' }],
  ['a Redis that does not answer', { redis: () => Promise.reject(new Error('no answer')) }],
  ['no hands to look with', null],
])('%s is not clean', async (_, controls) => {
  expect(await clustersFor(fakeDriver(controls))).toBe(2);
});

test('a replica that is not ready is not clean', async () => {
  status = 503;
  expect(await clustersFor(fakeDriver())).toBe(2);
  status = 200;
});

test('the oldest of too many idle clusters goes', async () => {
  const fake = fakeDriver();
  await using pool = createClusterPool(fake.driver, () => 0);
  for (const rateLimit of [1, 2, 3])
    await (await pool.borrow(borrowing(topology(rateLimit))))[Symbol.asyncDispose]();
  expect(fake.ended).toEqual([1]);
});
