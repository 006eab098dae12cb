import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLogTail } from './log-tail.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'log-tail-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('each line is told once and whole, however often and however many at a time read', async () => {
  const path = join(folder, 'log');
  const lines: string[] = [];
  const tail = createLogTail(path, (line) => lines.push(line));
  await tail.read();
  await appendFile(path, 'one\ntw');
  await Promise.all([tail.read(), tail.read()]);
  expect(lines).toEqual(['one']);
  await appendFile(path, 'o\n\nthree\n');
  await Promise.all([tail.read(), tail.read()]);
  expect(lines).toEqual(['one', 'two', 'three']);
});
