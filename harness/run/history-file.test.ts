import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createRecorder } from '../history/recorder.ts';
import { createHistoryFile, readHistory } from './history-file.ts';

let folder = '';
let path = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'history-test-'));
  path = join(folder, 'history.ndjson');
});
afterEach(() => rm(folder, { recursive: true }));

const me = { token: '#1', user: 'user-1', clientType: 'desktop' } as const;

function record(): void {
  using file = createHistoryFile(path);
  let now = 0;
  const clock = { nowNs: () => (now += 1), sleep: async () => undefined };
  const recorder = createRecorder({ clock, stage: 's', write: file.write, processes: { next: 0 } });
  const complete = recorder.invoke(recorder.newProcess(), { f: 'me', key: 'k', route: 'b-1', input: me });
  complete({ outcome: 'ok', status: 401, replica: 'b-1', code: 'UNAUTHORIZED' });
}

test('an invocation is on disk before its completion', async () => {
  using file = createHistoryFile(path);
  file.write({ tNs: 1, process: 1, type: 'invoke', f: 'me', value: me });
  expect(await readFile(path, 'utf8')).toBe(
    `{"tNs":1,"process":1,"type":"invoke","f":"me","value":${JSON.stringify(me)}}\n`,
  );
});

test('what was recorded is read back', async () => {
  record();
  const { operations } = await readHistory(path);
  expect(operations).toMatchObject([
    {
      f: 'me',
      key: 'k',
      route: 'b-1',
      stage: 's',
      outcome: 'ok',
      status: 401,
      replica: 'b-1',
      invokedNs: 1,
      completedNs: 2,
    },
  ]);
});

test('a last line that a crash cut off is left out', async () => {
  record();
  await writeFile(path, `${await readFile(path, 'utf8')}{"tNs":3,"proc`);
  expect((await readHistory(path)).operations).toHaveLength(1);
});

test('a broken line in the middle is an error that names it', async () => {
  record();
  await writeFile(path, `garbage\n${await readFile(path, 'utf8')}`);
  await expect(readHistory(path)).rejects.toMatchObject({
    code: 'BAD_RUN',
    message: expect.stringMatching(/line 1/u),
  });
});

test('a file that is not there is an error with the next step', async () => {
  await expect(readHistory(join(folder, 'none'))).rejects.toMatchObject({ code: 'BAD_RUN' });
});
