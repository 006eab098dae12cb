import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SavedRun } from '../scenario/record.ts';
import { readRun } from './read-run.ts';
import { runOf, scenarioOf, validRun } from './test-runs.ts';
import { failedRun } from './test-runs-failed.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lockstep-report-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function put(file: string, value: unknown): Promise<void> {
  await mkdir(dirname(join(folder, file)), { recursive: true });
  await writeFile(join(folder, file), typeof value === 'string' ? value : JSON.stringify(value));
}

async function save(run: SavedRun): Promise<void> {
  await put('run.json', run.record);
  for (const { outcome, verdict, metrics } of run.scenarios) {
    if (verdict) await put(`${outcome.name}/verdict.json`, verdict);
    if (metrics) await put(`${outcome.name}/metrics.json`, metrics);
  }
}

const failure = (): Promise<unknown> => readRun(folder).catch((error: unknown) => error);

test('reads back what was saved, a scenario that was skipped included', async () => {
  await save(failedRun);
  expect(await readRun(folder)).toEqual(failedRun);
});

test('names the missing file and the next step', async () => {
  const error = await failure();
  expect(error).toMatchObject({ code: 'BAD_RUN' });
  expect(String(error)).toContain(
    'run.json: the file is not there. Name a folder that `lockstep verify` wrote',
  );
});

test('refuses a judged scenario without its verdict', async () => {
  await save(validRun);
  await rm(join(folder, 'sse-stays-up/verdict.json'));
  expect(await failure()).toMatchObject({
    code: 'BAD_RUN',
    message: expect.stringContaining('sse-stays-up'),
  });
});

test('takes a scenario that broke off for one without a verdict', async () => {
  const run = runOf([scenarioOf('sse-stays-up', [], { status: 'unknown', reason: 'interrupted' })]);
  await put('run.json', run.record);
  expect((await readRun(folder)).scenarios[0]).toMatchObject({ verdict: null, metrics: null });
});

test('refuses a file that is no JSON, or not of the right shape, and says where', async () => {
  await put('run.json', '{"seed": \u001b[31m');
  expect(await failure()).toMatchObject({ code: 'BAD_RUN', message: expect.not.stringContaining('\u001b') });
  await put('run.json', { ...validRun.record, replicas: 'three' });
  expect(await failure()).toMatchObject({ code: 'BAD_RUN', message: expect.stringContaining('replicas') });
});

test('refuses a scenario name that leads out of the run folder', async () => {
  await put('run.json', runOf([scenarioOf('../../etc', [])]).record);
  expect(await failure()).toMatchObject({
    code: 'BAD_RUN',
    message: expect.stringContaining('no folder name'),
  });
});
