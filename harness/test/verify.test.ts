import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Ended, leftovers, run, temporaryFolder } from './lockstep.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let healthy: Ended;
let latest = '';

beforeAll(async () => {
  folder = await temporaryFolder();
  healthy = await run(['verify', '--driver', 'process', '--seed', '7f3a91', '--out', folder.path]);
  latest = join(folder.path, 'latest');
});
afterAll(() => folder[Symbol.asyncDispose]());

async function filesIn(path: string): Promise<string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

test('three healthy replicas are valid in every scenario', () => {
  expect(healthy.stdout).toMatch(/^VALID · 23 of 23 valid · exit 0/mu);
  expect(healthy.exitCode).toBe(0);
  expect(leftovers()).toEqual([]);
});

test('every scenario shows what it saw of each replica', () => {
  expect(healthy.stdout.match(/\d+\/\d+\/\d+/gu)?.length).toBeGreaterThanOrEqual(23);
});

test('the output names the versions, the seed and the command to repeat the run', () => {
  expect(healthy.stdout).toMatch(
    /process driver \(as asked\) · 3 replicas · nginx \S+ · redis \S+ · seed 7f3a91/u,
  );
  expect(healthy.stdout).toMatch(/again: lockstep verify --driver process --seed 7f3a91/u);
});

test('a run folder has everything that was promised', async () => {
  const names = (await filesIn(latest)).map((path) => path.slice(latest.length + 1));
  expect(names).toEqual(expect.arrayContaining(['run.json', 'report.html', 'junit.xml', 'summary.md']));
  for (const scenario of ['sse-stays-up', 'kick-offline-propagates']) {
    const own = [
      'history.ndjson',
      'verdict.json',
      'metrics.json',
      'logs/healthy-b-1.log',
      'logs/healthy-nginx.log',
    ];
    expect(names).toEqual(expect.arrayContaining(own.map((name) => `${scenario}/${name}`)));
  }
  const record = JSON.parse(await readFile(join(latest, 'run.json'), 'utf8'));
  expect(record).toMatchObject({
    status: 'valid',
    exitCode: 0,
    seed: '7f3a91',
    parts: { 'nginx settings': expect.stringMatching(/max_fails=0/u) },
  });
});

test('no token is in any file', async () => {
  const files = await filesIn(latest);
  expect(files.length).toBeGreaterThan(20);
  for (const file of files)
    expect(await readFile(file, 'utf8'), file).not.toMatch(/eyJ[\w-]{8,}\.[\w-]{8,}/u);
});

test('a saved run that is judged again has the same verdicts, byte for byte', async () => {
  const verdicts = (await filesIn(latest)).filter((file) => file.endsWith('verdict.json'));
  expect(verdicts).toHaveLength(23);
  const before = await Promise.all(verdicts.map((file) => readFile(file, 'utf8')));
  const { exitCode, stdout } = await run(['check', latest]);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^VALID · 23 of 23 valid/mu);
  expect(await Promise.all(verdicts.map((file) => readFile(file, 'utf8')))).toEqual(before);
});

test('a saved run that is rendered again has the same reports, byte for byte', async () => {
  const reports = ['report.html', 'junit.xml', 'summary.md'].map((name) => join(latest, name));
  const before = await Promise.all(reports.map((file) => readFile(file, 'utf8')));
  expect((await run(['report', latest])).exitCode).toBe(0);
  expect(await Promise.all(reports.map((file) => readFile(file, 'utf8')))).toEqual(before);
});

test('a history whose end was cut off by a crash can still be judged', async () => {
  const path = join(latest, 'rate-limit-is-global', 'history.ndjson');
  const text = await readFile(path, 'utf8');
  await writeFile(path, text.slice(0, -20));
  const { exitCode } = await run(['check', latest]);
  await writeFile(path, text);
  expect([0, 2]).toContain(exitCode);
});

test('an empty history is unknown, never valid', async () => {
  const path = join(latest, 'rate-limit-is-global', 'history.ndjson');
  await writeFile(path, '');
  const { exitCode, stdout } = await run(['check', latest]);
  expect(stdout).toMatch(/\? rate-limit-is-global\s+unknown/u);
  expect(exitCode).toBe(2);
});
