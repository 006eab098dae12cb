import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MAIN = join(import.meta.dirname, '..', 'main.ts');
const REDIS_SERVER = 'redis-server';
const START_TIMEOUT_MS = 10_000;
const EXTERNAL_URLS = process.env['CONTRACT_BASE_URLS']
  ?.split(',')
  .map((url) => url.trim().replace(/\/$/, ''));

/** Whether the suite runs against somebody else's replicas, whose processes it cannot stop. */
export const IS_EXTERNAL = EXTERNAL_URLS !== undefined;

/** False when there is nothing to test: no replicas given and no redis-server to start our own with. */
export const CAN_RUN = IS_EXTERNAL || hasRedisServer();

export const PASSWORD = process.env['CONTRACT_PASSWORD'] ?? 'correct horse battery staple';

/** Undefined when the secret of external replicas was not told: forged tokens that need it are skipped. */
export const JWT_SECRET =
  process.env['CONTRACT_JWT_SECRET'] ??
  (IS_EXTERNAL ? undefined : 'a secret of the contract suite, long enough');

const DEFAULTS = {
  ACCESS_TTL_S: 3600,
  REFRESH_TTL_S: 259_200,
  SESSION_TTL_S: 1800,
  LOCKOUT_S: 900,
  HEARTBEAT_S: 15,
  RATE_LIMIT: 100,
  RATE_WINDOW_S: 10,
  MAX_STREAMS: 10,
};

export type Settings = typeof DEFAULTS;

/** What external replicas were started with, as far as the caller told: in one JSON variable, or in one each. */
const EXTERNAL_SETTINGS: Settings = {
  ...DEFAULTS,
  ...Object.fromEntries(
    Object.keys(DEFAULTS).flatMap((name) => (process.env[name] ? [[name, Number(process.env[name])]] : [])),
  ),
  ...parseSettings(process.env['CONTRACT_SETTINGS'] ?? '{}'),
};

/** The settings a file's tests will meet: the wanted ones, or those of the external replicas. */
export function settingsFor(wanted: Partial<Settings>): Settings {
  return IS_EXTERNAL ? EXTERNAL_SETTINGS : { ...DEFAULTS, ...wanted };
}

/** A child process and what it has written. */
export interface Running {
  readonly process: ChildProcess;
  readonly url: string;
  readonly output: () => string;
  readonly exited: Promise<number | null>;
}

/** One Redis and some replicas, ended together. */
export interface Fleet extends AsyncDisposable {
  readonly urls: readonly string[];
  readonly replicas: readonly Running[];
  readonly redis: RedisServer;
  readonly startReplica: (variables?: Readonly<Record<string, string>>) => Promise<Running>;
}

interface RedisServer extends AsyncDisposable {
  readonly url: string;
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
  readonly signal: (signal: NodeJS.Signals) => void;
}

/** Starts a Redis and replicas on free ports, or points to the external ones. */
export async function startFleet(
  settings: Partial<Settings> = {},
  { replicas = 3, isRedisUp = true, sabotage = '' } = {},
): Promise<Fleet> {
  await using cleanup = new AsyncDisposableStack();
  const redis = cleanup.use(await prepareRedis());
  if (!IS_EXTERNAL && isRedisUp) await redis.start();
  const startReplica = async (variables: Readonly<Record<string, string>> = {}): Promise<Running> => {
    const port = await freePort();
    const scaled = Object.entries(settings).map(([name, value]) => [name, String(value)]);
    const running = spawnReplica({
      PORT: String(port),
      REDIS_URL: redis.url,
      INSTANCE_ID: `replica-${port}`,
      LOCKSTEP_SABOTAGE: sabotage,
      ...Object.fromEntries(scaled),
      ...variables,
    });
    owned.push(running);
    await untilAnswers(`${running.url}/${isRedisUp ? 'health/ready' : 'health'}`, running);
    return running;
  };
  const owned: Running[] = [];
  cleanup.defer(async () => {
    for (const { process } of owned) process.kill('SIGKILL');
    await Promise.all(owned.map(({ exited }) => exited));
  });
  if (!IS_EXTERNAL) await Promise.all(Array.from({ length: replicas }, () => startReplica()));
  const moved = cleanup.move();
  return {
    urls: EXTERNAL_URLS ?? owned.map(({ url }) => url),
    replicas: [...owned],
    redis,
    startReplica,
    [Symbol.asyncDispose]: () => moved.disposeAsync(),
  };
}

/** Starts the program under test with exactly these settings. */
export function spawnReplica(variables: Readonly<Record<string, string>>): Running {
  const child = spawn(process.execPath, [MAIN], {
    env: {
      PATH: process.env['PATH'] ?? '',
      JWT_SECRET: JWT_SECRET ?? '',
      SEED_PASSWORD: PASSWORD,
      ...variables,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
  const exited = once(child, 'close').then(([code]) => (typeof code === 'number' ? code : null));
  return { process: child, url: `http://127.0.0.1:${variables['PORT']}`, output: () => output, exited };
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function prepareRedis(): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-contract-'));
  const port = await freePort();
  let child: ChildProcess | undefined;
  const stop = async (): Promise<void> => {
    if (child === undefined) return;
    const closed = once(child, 'close');
    child.kill('SIGKILL');
    await closed;
    child = undefined;
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    stop,
    async start() {
      const options = [
        '--port',
        String(port),
        '--bind',
        '127.0.0.1',
        '--save',
        '',
        '--appendonly',
        'no',
        '--dir',
        folder,
      ];
      child = spawn(REDIS_SERVER, options, { stdio: ['ignore', 'pipe', 'inherit'] });
      for await (const chunk of child.stdout!.iterator({ destroyOnReturn: false })) {
        if (String(chunk).includes('Ready to accept connections')) break;
      }
      child.stdout!.resume();
    },
    signal: (signal) => child?.kill(signal),
    async [Symbol.asyncDispose]() {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function untilAnswers(url: string, { process, output }: Running): Promise<void> {
  const deadline = performance.now() + START_TIMEOUT_MS;
  while (process.exitCode === null && performance.now() < deadline) {
    const status = await fetch(url).then(
      async (response) => (await response.text(), response.status),
      () => 0,
    );
    if (status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`A replica did not start: ${output()}`);
}

function hasRedisServer(): boolean {
  if (spawnSync(REDIS_SERVER, ['--version']).status === 0) return true;
  process.stderr.write(
    'contract suite skipped: redis-server is not installed and CONTRACT_BASE_URLS is not set.\n',
  );
  return false;
}

function parseSettings(json: string): Partial<Settings> {
  const settings: Partial<Settings> = JSON.parse(json);
  return settings;
}
