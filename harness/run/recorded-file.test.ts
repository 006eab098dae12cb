import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { modelNamed } from '../checkers/models/models.ts';
import type { Status } from '../checkers/verdict.ts';
import { judgeRecorded } from './recorded-file.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lockstep-test-'));
});
afterAll(() => rm(folder, { recursive: true }));

const register = modelNamed('cas-register');
const line = (event: object): string => JSON.stringify(event);
const WRITE = [
  line({ process: 0, type: 'invoke', f: 'write', value: 1 }),
  line({ process: 0, type: 'ok', f: 'write', value: 1 }),
];
const READ = [
  line({ process: 1, type: 'invoke', f: 'read' }),
  line({ process: 1, type: 'ok', f: 'read', value: 1 }),
];

async function statusOf(text: string): Promise<Status> {
  const path = join(folder, 'history');
  await writeFile(path, text);
  const limits = { isOver: () => false, memoryBytes: 1e9 };
  return (await judgeRecorded({ path, format: 'ndjson' }, register, limits)).verdict.status;
}

test('a file is judged, with either line break, with or without one at its end', async () => {
  expect(await statusOf([...WRITE, ...READ].join('\n'))).toBe('valid');
  expect(await statusOf(`${[...WRITE, ...READ].join('\r\n')}\r\n`)).toBe('valid');
  expect(await statusOf([...READ, ...WRITE].join('\n'))).toBe('invalid');
});

test('a file of nothing shows nothing', async () => {
  expect(await statusOf('')).toBe('unknown');
});

test('a last line that was cut is left out; a cut line elsewhere, and a file of nothing else, is no history', async () => {
  expect(await statusOf([...WRITE, ...READ, '{"process":2,"ty'].join('\n'))).toBe('valid');
  await expect(statusOf([...WRITE, '{"process":2,"ty', ...READ].join('\n'))).rejects.toThrow(
    /line 3 is not a map/u,
  );
  await expect(statusOf('{"process":2,"ty')).rejects.toThrow(
    /history is no ndjson history for cas-register: line 1/u,
  );
});

test('an operation whose value nobody can read is told by its number', async () => {
  const deep = '['.repeat(200_000) + ']'.repeat(200_000);
  const lines = [
    `{"process":0,"type":"invoke","f":"write","value":${deep}}`,
    '{"process":0,"type":"ok","f":"write"}',
  ];
  await expect(statusOf(lines.join('\n'))).rejects.toThrow(/operation 0 \(write\) cannot be read/u);
});

test('lines longer than a chunk are read whole', async () => {
  const long = 'x'.repeat(3_000_000);
  const lines = [
    line({ process: 0, type: 'invoke', f: 'write', value: long }),
    line({ process: 0, type: 'ok', f: 'write' }),
    line({ process: 0, type: 'invoke', f: 'read' }),
    line({ process: 0, type: 'ok', f: 'read', value: long }),
  ];
  expect(await statusOf(lines.join('\n'))).toBe('valid');
});
