import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { HarnessError } from '../../errors.ts';
import { readListing } from './read-listing.ts';

const { signal } = new AbortController();
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** A temporary folder with these files. */
async function folderOf(files: Readonly<Record<string, string>>) {
  const path = await realpath(await mkdtemp(join(tmpdir(), 'lockstep-listing-')));
  for (const [name, text] of Object.entries(files)) await writeFile(join(path, name), text);
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}

async function recorded(json: unknown) {
  await using folder = await folderOf({ 'release.json': JSON.stringify(json) });
  return await readListing(join(folder.path, 'release.json'), signal);
}

const refusal = (message: RegExp) =>
  expect.objectContaining<Partial<HarnessError>>({
    code: 'BAD_INPUT',
    message: expect.stringMatching(message),
  });

test('the files of a folder are listed by name, with size and hash; subfolders are not entered', async () => {
  await using folder = await folderOf({ 'b c.deb': 'bytes', 'a.deb.sig': '' });
  await mkdir(join(folder.path, 'nsis'));
  await writeFile(join(folder.path, 'nsis/x.exe'), 'x');
  expect(await readListing(folder.path, signal)).toEqual([
    { name: 'a.deb.sig', bytes: 0, sha256: sha256(''), url: null },
    { name: 'b c.deb', bytes: 5, sha256: sha256('bytes'), url: null },
  ]);
});

test('a private key is named, and nothing is told of what it holds, by whatever name it is found', async () => {
  await using folder = await folderOf({ 'My.KEY': 'secret', 'other.key': 'secret' });
  await symlink(join(folder.path, 'other.key'), join(folder.path, 'app.exe'));
  const unknown = { bytes: null, sha256: null, url: null };
  expect(await readListing(folder.path, signal)).toEqual([
    { name: 'My.KEY', ...unknown },
    { name: 'app.exe', ...unknown },
    { name: 'other.key', ...unknown },
  ]);
});

test('a link to a file of the folder is that file', async () => {
  await using folder = await folderOf({ 'a.deb': 'bytes' });
  await symlink('a.deb', join(folder.path, 'b.deb'));
  expect(await readListing(folder.path, signal)).toMatchObject([
    { name: 'a.deb' },
    { name: 'b.deb', bytes: 5 },
  ]);
});

test('a link that leads out of the folder is refused, also to a folder whose name begins alike', async () => {
  await using folder = await folderOf({ 'a.deb': 'bytes' });
  await mkdir(join(folder.path, 'dist'));
  await mkdir(join(folder.path, 'dist-2'));
  await writeFile(join(folder.path, 'dist-2/x'), 'x');
  await symlink('/etc/hostname', join(folder.path, 'dist/x'));
  await expect(readListing(join(folder.path, 'dist'), signal)).rejects.toEqual(
    refusal(/dist\/x is a link that leads out/u),
  );
  await rm(join(folder.path, 'dist/x'));
  await symlink('../dist-2/x', join(folder.path, 'dist/x'));
  await expect(readListing(join(folder.path, 'dist'), signal)).rejects.toEqual(
    refusal(/dist\/x is a link that leads out/u),
  );
});

test('a link to nothing is refused', async () => {
  await using folder = await folderOf({ 'a.deb': 'bytes' });
  await symlink('nothing', join(folder.path, 'b.deb'));
  await expect(readListing(folder.path, signal)).rejects.toEqual(refusal(/b\.deb cannot be read: ENOENT/u));
});

test('a folder that is reached by a link is read', async () => {
  await using folder = await folderOf({});
  await mkdir(join(folder.path, 'dist'));
  await writeFile(join(folder.path, 'dist/a.deb'), 'x');
  await symlink('dist', join(folder.path, 'latest'));
  expect(await readListing(join(folder.path, 'latest'), signal)).toMatchObject([{ name: 'a.deb' }]);
});

test('a socket is no asset, and is not read', async () => {
  await using folder = await folderOf({ 'a.deb': 'bytes' });
  await using server = createServer();
  await new Promise<void>((resolve) => server.listen(join(folder.path, 'socket'), resolve));
  expect(await readListing(folder.path, signal)).toMatchObject([{ name: 'a.deb' }]);
  await expect(readListing(join(folder.path, 'socket'), signal)).rejects.toEqual(
    refusal(/socket is no release listing/u),
  );
});

test('a path that is not there is refused', async () => {
  await expect(readListing('/no/such/dist', signal)).rejects.toEqual(
    refusal(/^\/no\/such\/dist cannot be read: ENOENT.*Give a folder/u),
  );
});

test('an empty folder is refused, and one with nothing but folders', async () => {
  await using folder = await folderOf({});
  await expect(readListing(folder.path, signal)).rejects.toEqual(refusal(/holds no files/u));
  await mkdir(join(folder.path, 'nsis'));
  await expect(readListing(folder.path, signal)).rejects.toEqual(refusal(/holds no files/u));
});

test.each(['', 'no JSON', '[1]', '{"message":"Not Found"}', '{"assets":[{"name":"x"}]}', 'null'])(
  'a file that holds %j is no listing',
  async (text) => {
    await using folder = await folderOf({ file: text });
    await expect(readListing(join(folder.path, 'file'), signal)).rejects.toEqual(
      refusal(/file is no release listing: give/u),
    );
  },
);

test('a file that is too long for a listing is none, whatever it holds', async () => {
  const text = '{"assets":[]}'.padEnd(32 * 1024 ** 2);
  await using folder = await folderOf({ most: text, more: `${text} ` });
  expect(await readListing(join(folder.path, 'most'), signal)).toEqual([]);
  await expect(readListing(join(folder.path, 'more'), signal)).rejects.toEqual(
    refusal(/no release listing/u),
  );
});

test('a private key is not read as a listing either', async () => {
  await using folder = await folderOf({ 'my.key': '{"assets":[]}' });
  await expect(readListing(join(folder.path, 'my.key'), signal)).rejects.toEqual(
    refusal(/no release listing/u),
  );
});

const asset = (name: string, more: object = {}) => ({
  name,
  size: 5,
  browser_download_url: `https://github.test/${name}`,
  state: 'uploaded',
  ...more,
});

test('the assets of a recorded release are listed by name, with what GitHub knows of them', async () => {
  const hex = 'Ab'.repeat(32);
  const assets = [
    asset('b', { digest: `sha256:${hex}` }),
    asset('a', { digest: null }),
    asset('c', { digest: 'md5:1' }),
  ];
  expect(await recorded({ tag_name: 'v1.2.3', assets })).toEqual([
    { name: 'a', bytes: 5, sha256: null, url: 'https://github.test/a' },
    { name: 'b', bytes: 5, sha256: hex.toLowerCase(), url: 'https://github.test/b' },
    { name: 'c', bytes: 5, sha256: null, url: 'https://github.test/c' },
  ]);
});

test('an asset whose upload broke off is not there', async () => {
  expect(await recorded({ assets: [asset('a', { state: 'starter' }), asset('b')] })).toMatchObject([
    { name: 'b' },
  ]);
});

test('of several releases the newest counts that is neither draft nor prerelease', async () => {
  const release = (name: string, day: number, more: object = {}) => ({
    assets: [asset(name)],
    published_at: `2026-01-0${day}T00:00:00Z`,
    ...more,
  });
  const older = release('older', 1);
  const newest = release('newest', 2);
  const draft = release('draft', 3, { draft: true, published_at: null });
  const prerelease = release('prerelease', 4, { prerelease: true });
  expect(await recorded([prerelease, draft, older, newest])).toMatchObject([{ name: 'newest' }]);
  expect(await recorded([{ assets: [asset('first')] }, { assets: [asset('second')] }])).toMatchObject([
    { name: 'first' },
  ]);
  await expect(recorded([draft, prerelease])).rejects.toEqual(
    refusal(/no release but drafts and prereleases/u),
  );
  await expect(recorded([])).rejects.toEqual(refusal(/no release but/u));
});

test('the end of the run ends a listing', async () => {
  await using folder = await folderOf({ 'a.deb': 'bytes' });
  const over = AbortSignal.abort(new Error('interrupted'));
  await expect(readListing(folder.path, over)).rejects.toThrow('interrupted');
});
