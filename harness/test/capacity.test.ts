import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Ended, leftovers, run, temporaryFolder } from './lockstep.ts';

/** A low ceiling and wide objectives: what is searched is not the machine's. */
const LOW = ['--max-rate', '100', '--trial', '11s', '--warm-up', '1s'];
const WIDE = ['--slo', 'p50<2s', '--slo', 'errors<1%'];

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
const out = (name: string): string => join(folder.path, name);
const capacity = (name: string, ...more: readonly string[]): Promise<Ended> =>
  run(['capacity', '--driver', 'process', '--out', out(name), ...LOW, ...WIDE, ...more]);
const verdictOf = (name: string): Promise<string> =>
  readFile(join(out(name), 'latest', 'capacity', 'verdict.json'), 'utf8');

let healthy: Ended;
let failing: Ended;

beforeAll(async () => {
  folder = await temporaryFolder();
  [healthy, failing] = await Promise.all([
    capacity('healthy', '--replicas', '2', '--for', '1000rps'),
    capacity('failing', '--replicas', '1', '--sabotage', 'failing-replica', '--json'),
  ]);
});
afterAll(() => folder[Symbol.asyncDispose]());

test('a rate that no trial breaks is carried at least, and confirmed twice', async () => {
  expect(healthy.exitCode, healthy.stdout + healthy.stderr).toBe(0);
  expect(healthy.stdout).toMatch(/2 replicas: at least 100\/s/u);
  expect(healthy.stdout).toMatch(/^Capacity by the number of replicas$/mu);
  const { evidence } = JSON.parse(await verdictOf('healthy')).checks[0];
  const tried = evidence.find(({ title }: { title: string }) => title === 'Every rate that was tried');
  const confirmed = tried.rows.filter((row: unknown[]) => row[2] === 'confirm');
  expect(confirmed.map((row: unknown[]) => row.slice(1, 4))).toEqual([
    [100, 'confirm', 'held'],
    [100, 'confirm', 'held'],
  ]);
});

test('a replica that fails at any rate is within the objectives at none', () => {
  expect(failing.exitCode, failing.stdout + failing.stderr).toBe(1);
  const [judged] = JSON.parse(failing.stdout).scenarios;
  expect(judged.verdict.checks[0].verdict).toMatchObject({
    status: 'invalid',
    violations: [{ anomaly: 'never-within-objectives' }],
  });
});

test('a saved search has the same verdict when it is judged again, and nothing is left behind', async () => {
  const names = ['healthy', 'failing'];
  const before = await Promise.all(names.map(verdictOf));
  const again = await Promise.all(names.map((name) => run(['check', join(out(name), 'latest')])));
  expect(again.map(({ exitCode }) => exitCode)).toEqual([0, 1]);
  expect(await Promise.all(names.map(verdictOf))).toEqual(before);
  expect(leftovers()).toEqual([]);
});
