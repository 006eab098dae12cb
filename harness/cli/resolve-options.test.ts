import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { repeatCommand } from './repeat-command.ts';
import { resolveOptions } from './resolve-options.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'options-test-'));
});
afterEach(() => rm(folder, { recursive: true }));

const resolve = (
  flags: Record<string, unknown>,
  environment: Record<string, string> = {},
  config: string | null = null,
) => resolveOptions({ config, environment, flags });

async function configFile(text: string): Promise<string> {
  const path = join(folder, 'config.json');
  await writeFile(path, text);
  return path;
}

test('what nobody gave has its fallback', async () => {
  expect(await resolve({})).toMatchObject({
    driver: 'auto',
    replicas: 3,
    seed: null,
    only: [],
    keep: false,
    out: 'reports',
  });
});

test('a flag wins over the environment, and that over the file', async () => {
  const path = await configFile('{"replicas":4,"driver":"docker","out":"x","images":{"nginx":"my/nginx:1"}}');
  const options = await resolve(
    { replicas: '6' },
    { LOCKSTEP_REPLICAS: '5', LOCKSTEP_DRIVER: 'process' },
    path,
  );
  expect(options).toMatchObject({ replicas: 6, driver: 'process', out: 'x', imageNginx: 'my/nginx:1' });
});

test.each([
  [{ replicas: '0' }, /^--replicas must be a whole number from 2 to 16/u],
  [{ replicas: 'many' }, /^--replicas must be a whole number/u],
  [{ replicas: '2.5' }, /^--replicas must be a whole number/u],
  [{ seed: 'xyz' }, /^--seed must be one to eight hex digits/u],
  [{ driver: 'podman' }, /^--driver must be auto, docker or process/u],
  [{ port: '70000' }, /^--port must be a whole number from 1 to 65535/u],
  [{ target: 'example' }, /^--target must be an http/u],
  [{ setting: ['RATE=1'] }, /^--setting must name one of/u],
])('%j is refused in one sentence', async (flags, message) => {
  await expect(resolve(flags)).rejects.toMatchObject({
    code: 'BAD_INPUT',
    message: expect.stringMatching(message),
  });
});

test('every problem is told at once', async () => {
  await expect(resolve({ replicas: '0', seed: 'z' }, { LOCKSTEP_PORT: 'x' })).rejects.toThrow(
    /--replicas.*--seed.*LOCKSTEP_PORT/u,
  );
});

test.each([
  ['{"replicas":', /is not JSON/u],
  ['{"replica_count":3}', /replica_count/u],
  ['[]', /has a mistake/u],
  ['{"images":{"mysql":"x"}}', /mysql/u],
  ['{"replicas":0}', /replicas in the config file must be a whole number/u],
])('the config file %j is refused with the mistake in it', async (text, message) => {
  await expect(resolve({}, {}, await configFile(text))).rejects.toMatchObject({
    code: 'BAD_INPUT',
    message: expect.stringMatching(message),
  });
});

test('a config file that was asked for must be there', async () => {
  await expect(resolve({}, {}, join(folder, 'none.json'))).rejects.toThrow(/cannot be read/u);
});

test('the command to repeat a run names what was given, and the seed', async () => {
  const options = await resolve({ only: ['sse-stays-up'], backend: 'node my server.js', json: true });
  expect(repeatCommand(options, { seed: '7f3a91' })).toBe(
    "lockstep verify --seed 7f3a91 --only sse-stays-up --backend 'node my server.js'",
  );
});
