import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { FeedRequest } from './fetch-feed.ts';
import { fetchFromFolder, type FolderSource } from './fetch-from-folder.ts';
import { filesOf } from './release-folder.ts';

const hash = (algorithm: string, text: string) => createHash(algorithm).update(text).digest('hex');
const OPEN = new AbortController().signal;

/** What a folder with these files answers. */
async function asked(
  files: Readonly<Record<string, string>>,
  request: FeedRequest,
  names: FolderSource['names'] = 'kept',
  signal = OPEN,
) {
  const path = await mkdtemp(join(tmpdir(), 'lockstep-folder-'));
  try {
    for (const [name, text] of Object.entries(files)) await writeFile(join(path, name), text);
    return await fetchFromFolder(request, { files: await filesOf(path), names, signal });
  } finally {
    await rm(path, { recursive: true });
  }
}

const manifest = (url: string): FeedRequest => ({ url, what: 'manifest' });
const FILES = { 'latest.json': '{}', 'My App.exe': 'bytes', 'my.key': 'secret' };

test('a manifest is the file that the last segment of its url names', async () => {
  expect(await asked(FILES, manifest('https://feed.test/latest/latest.json?x=1'))).toEqual({
    kind: 'answer',
    status: 200,
    contentType: null,
    hops: [],
    announcedBytes: 2,
    bytes: 2,
    sha256: hash('sha256', '{}'),
    blake2b512: hash('blake2b512', '{}'),
    text: '{}',
    legacyVerified: null,
  });
});

test('an asset is hashed under its decoded name', async () => {
  const seen = await asked(FILES, { url: 'https://feed.test/My%20App.exe', what: 'asset' });
  expect(seen).toMatchObject({ status: 200, bytes: 5, blake2b512: hash('blake2b512', 'bytes'), text: null });
});

test('a space is a dot once GitHub has it, and only there', async () => {
  const dotted: FeedRequest = { url: 'https://feed.test/My.App.exe', what: 'asset' };
  const spaced: FeedRequest = { url: 'https://feed.test/My%20App.exe', what: 'asset' };
  expect(await asked(FILES, dotted, 'github')).toMatchObject({ status: 200, bytes: 5 });
  expect(await asked(FILES, spaced, 'github')).toMatchObject({ status: 404 });
  expect(await asked(FILES, dotted, 'kept')).toMatchObject({ status: 404 });
});

test.each([
  'https://feed.test/latest-linux.json',
  'https://feed.test/latest.json/',
  'https://feed.test/LATEST.JSON',
  'https://feed.test/..%2Flatest.json',
  'https://feed.test/%2e%2e',
  'https://feed.test/100%',
  'https://feed.test/my.key',
  'latest.json',
])('%s is not there', async (url) => {
  expect(await asked(FILES, manifest(url))).toMatchObject({
    kind: 'answer',
    status: 404,
    bytes: 0,
    announcedBytes: 0,
    text: '',
  });
});

test('a file that has gone since is bad input', async () => {
  const source = {
    files: [{ name: 'a', path: '/no/such/a', bytes: 1 }],
    names: 'kept',
    signal: OPEN,
  } as const;
  await expect(fetchFromFolder(manifest('https://feed.test/a'), source)).rejects.toMatchObject({
    code: 'BAD_INPUT',
    message: expect.stringMatching(/^\/no\/such\/a cannot be read/u),
  });
});

test('the end of the run ends a fetch', async () => {
  const over = AbortSignal.abort(new Error('interrupted'));
  const request = manifest('https://feed.test/latest.json');
  await expect(asked(FILES, request, 'kept', over)).rejects.toThrow('interrupted');
});
