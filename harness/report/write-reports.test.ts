import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { failedRun, staleOperations } from './test-runs-failed.ts';
import { HOSTILE, poisoned } from './test-runs-hostile.ts';
import { writeReports } from './write-reports.ts';

async function written(run: typeof failedRun): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-report-'));
  try {
    const paths = await writeReports(folder, run, () => staleOperations);
    return await Promise.all([paths.html, paths.junit, paths.summary].map((path) => readFile(path, 'utf8')));
  } finally {
    await rm(folder, { recursive: true });
  }
}

test('writes a page, JUnit and a summary', async () => {
  const [html, junit, summary] = await written(failedRun);
  expect(html).toMatch(/^<!doctype html>/);
  expect(junit).toMatch(/^<\?xml version="1.0" encoding="UTF-8"\?>/);
  expect(summary).toMatch(/^## ✘ Lockstep: INVALID/);
});

test.each([failedRun, poisoned(HOSTILE)])('writes the same bytes for the same run (%#)', async (run) => {
  expect(await written(structuredClone(run))).toEqual(await written(run));
});
