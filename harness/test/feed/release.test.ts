import { execFileSync, spawnSync } from 'node:child_process';
import { createHash, createPublicKey, verify } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FeedAnswer, FeedSilence } from '../../feed/record.ts';
import { FEED_LIMITS } from '../../target/feed/feed-connection.ts';
import { fetchFeed, type FeedRequest } from '../../target/feed/fetch-feed.ts';
import { fetchFromFolder } from '../../target/feed/fetch-from-folder.ts';
import { readListing } from '../../target/feed/read-listing.ts';
import { filesOf } from '../../target/feed/release-folder.ts';
import { openSockets } from '../../target/sockets.ts';
import { startGitHub, type GitHub } from './github.ts';
import { PLANTED, WINDOWS_FILE } from './planted.ts';
import { githubName, makeRelease, WINDOWS_BUNDLE, type Manifest, type SignedRelease } from './release.ts';
import type { Trouble } from './trouble.ts';

const { signal } = new AbortController();
const MANIFESTS = [
  'latest.json',
  ...['windows', 'windows-x86_64', 'darwin', 'darwin-aarch64', 'linux', 'linux-x86_64'].map(
    (of) => `latest-${of}.json`,
  ),
];
let github: GitHub;
let release: SignedRelease;
beforeAll(async () => {
  github = await startGitHub({ notFound: 'html' });
  release = await makeRelease((name) => github.assetUrl('1.2.3', name));
});
afterAll(async () => {
  await release[Symbol.asyncDispose]();
  await github[Symbol.asyncDispose]();
});

async function get(
  url: string,
  what: FeedRequest['what'] = 'manifest',
  idleMs = 5000,
): Promise<FeedAnswer | FeedSilence> {
  using sockets = openSockets({ keepAlive: false });
  const limits = { ...FEED_LIMITS, idleMs, assetBytes: 1_000_000, textBytes: 1_000_000 };
  return await fetchFeed({ url, what }, { sockets, limits, insecureTransport: true, signal });
}

async function manifestAt(name: string): Promise<Manifest> {
  const seen = await get(github.latestUrl(name));
  return JSON.parse(seen.kind === 'answer' ? (seen.text ?? '') : '') as Manifest;
}

/** The lines of a signature or a key as minisign writes them. */
const linesOf = (base64: string): readonly string[] =>
  Buffer.from(base64, 'base64').toString('utf8').split('\n');

/** Whether Node's own cryptography takes the signature for the bytes, and its comment for the signature. */
function isGood(signature: string, pubkey: string, blake2b512: string): boolean {
  const [, said = '', comment = '', global = ''] = linesOf(signature);
  const raw = Buffer.from(said, 'base64');
  const key = Buffer.from(linesOf(pubkey)[1] ?? '', 'base64');
  const der = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), key.subarray(10)]);
  const publicKey = createPublicKey({ key: der, format: 'der', type: 'spki' });
  const commented = Buffer.concat([raw.subarray(10), Buffer.from(comment.replace('trusted comment: ', ''))]);
  return (
    verify(null, Buffer.from(blake2b512, 'hex'), publicKey, raw.subarray(10)) &&
    verify(null, commented, publicKey, Buffer.from(global, 'base64'))
  );
}

test('every file of a release has its signature beside it, and no key is among them', async () => {
  const listing = await readListing(release.folder, signal);
  const names = listing.map(({ name }) => name);
  const signed = names.filter((name) => !name.endsWith('.sig'));
  expect(signed.length).toBe(5 + MANIFESTS.length);
  expect(signed).toEqual(expect.arrayContaining([...MANIFESTS, WINDOWS_BUNDLE]));
  expect(names.toSorted()).toEqual([...signed, ...signed.map((name) => `${name}.sig`)].toSorted());
  expect([...release.published.files.keys()].toSorted()).toEqual(names.map(githubName).toSorted());
});

test('each manifest says of its platforms what GitHub has, with signatures that are good', async () => {
  github.publish(release.published);
  let checked = 0;
  for (const name of MANIFESTS) {
    const { platforms } = await manifestAt(name);
    for (const { url, signature } of Object.values(platforms)) {
      const seen = await get(url, 'asset');
      const blake2b512 = seen.kind === 'answer' ? seen.blake2b512 : '';
      expect(seen).toMatchObject({ status: 200, bytes: 4096, announcedBytes: 4096 });
      expect(isGood(signature, release.published.pubkey, blake2b512)).toBe(true);
      expect(isGood(signature, release.stranger.pubkey, blake2b512)).toBe(false);
      expect(await get(`${url}.sig`, 'signature')).toMatchObject({ text: signature });
      checked += 1;
    }
  }
  expect(checked).toBe(8 * 3);
});

test('a signature tells its file and the version it is bound to', async () => {
  const { signature } = (await manifestAt('latest.json')).platforms['windows-x86_64'] ?? { signature: '' };
  expect(linesOf(signature)[2]).toMatch(
    /^trusted comment: timestamp:\d+\tfile:My App_1\.2\.3_x64-setup\.exe\tversion:1\.2\.3$/u,
  );
});

test('what the real signer signed is good to Debian’s minisign, and to no other key', async ({ skip }) => {
  if (spawnSync('minisign', ['-v']).error !== undefined)
    skip('minisign is not installed: apt-get install minisign');
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-minisign-'));
  const check = (pubkey: string): string => {
    const key = linesOf(pubkey)[1] ?? '';
    return execFileSync(
      'minisign',
      ['-V', '-P', key, '-m', join(folder, 'file'), '-x', join(folder, 'sig')],
      {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
  };
  try {
    const names = (await readListing(release.folder, signal)).map(({ name }) => name);
    for (const name of names.filter((name) => !name.endsWith('.sig'))) {
      await writeFile(join(folder, 'file'), await readFile(join(release.folder, name)));
      const sig = await readFile(join(release.folder, `${name}.sig`), 'utf8');
      await writeFile(join(folder, 'sig'), Buffer.from(sig, 'base64'));
      expect(check(release.published.pubkey)).toMatch(/Signature and comment signature verified/u);
      expect(() => check(release.stranger.pubkey)).toThrow(/key id/iu);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('a file of the newest release is two redirects away, and its leave to read is not told', async () => {
  github.publish(release.published);
  expect(await get(github.latestUrl('latest.json'))).toMatchObject({
    kind: 'answer',
    status: 200,
    contentType: 'application/octet-stream',
    hops: [github.assetUrl('1.2.3', 'latest.json'), `${github.url}/store/latest.json?…`],
  });
  expect(await get(`${github.url}/store/latest.json`)).toMatchObject({ status: 403 });
});

test.each(['html', 'json'] as const)('what is not there is 404 with a body of %s', async (notFound) => {
  await using empty = await startGitHub({ notFound });
  const seen = await get(empty.latestUrl('latest.json'));
  expect(seen).toMatchObject({ status: 404, contentType: expect.stringContaining(notFound) });
});

const TROUBLES: readonly (readonly [Trouble, object])[] = [
  [
    { kind: 'html', status: 200 },
    { status: 200, contentType: 'text/html; charset=utf-8' },
  ],
  [{ kind: 'html', status: 500 }, { status: 500 }],
  [
    { kind: 'json-error', status: 200 },
    { status: 200, text: '{"message":"Server Error"}' },
  ],
  [
    { kind: 'slow', headersMs: 600, byteMs: 0 },
    { why: 'timeout', what: expect.stringMatching(/300 ms$/u) },
  ],
  [
    { kind: 'slow', headersMs: 0, byteMs: 600 },
    { why: 'timeout', what: expect.stringMatching(/300 ms, 1 bytes/u) },
  ],
  [{ kind: 'truncated' }, { why: 'cut' }],
  [{ kind: 'endless' }, { why: 'too-long' }],
  [{ kind: 'garbage' }, { why: 'not-http' }],
  [{ kind: 'redirect-loop' }, { why: 'redirects' }],
];

test.each(TROUBLES)('%j is seen as what it is, and gone with its cause', async (what, seen) => {
  github.publish(release.published);
  github.trouble('latest.json', what);
  const idleMs = what.kind === 'slow' ? 300 : 5000;
  expect(await get(github.latestUrl('latest.json'), 'manifest', idleMs)).toMatchObject(seen);
  github.trouble('latest.json', null);
  expect(await get(github.latestUrl('latest.json'))).toMatchObject({ status: 200 });
});

test('GitHub is asked by GET alone', () => {
  expect(github.requests.length).toBeGreaterThan(100);
  expect(github.requests.filter((request) => !request.startsWith('GET '))).toEqual([]);
});

test('before it is published, a release answers from its folder what GitHub will', async () => {
  github.publish(release.published);
  const source = { files: await filesOf(release.folder), names: 'github', signal } as const;
  for (const [name, what] of [
    ['latest.json', 'manifest'],
    [WINDOWS_FILE, 'asset'],
  ] as const) {
    const url = github.assetUrl('1.2.3', name);
    const hosted = await get(url, what);
    const local = await fetchFromFolder({ url, what }, source);
    expect({ ...local, hops: [], contentType: null }).toEqual({ ...hosted, hops: [], contentType: null });
  }
});

test('what GitHub tells of a release is what its folder holds', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-recorded-'));
  try {
    github.publish(release.published);
    await writeFile(join(folder, 'release.json'), JSON.stringify(github.recorded()));
    const recorded = await readListing(join(folder, 'release.json'), signal);
    const listed = await readListing(release.folder, signal);
    const known = listed.map(({ name, bytes, sha256 }) => ({
      name: githubName(name),
      bytes,
      sha256,
      url: github.assetUrl('1.2.3', githubName(name)),
    }));
    expect(recorded).toEqual(known.toSorted((one, other) => (one.name < other.name ? -1 : 1)));
  } finally {
    await rm(folder, { recursive: true });
  }
});

/** What a client for Windows comes to see of what is planted: answers, then what of its file is good. */
async function seenOf(name: keyof typeof PLANTED) {
  const planted = PLANTED[name](release);
  github.publish(planted);
  const manifest = await get(github.latestUrl('latest.json'));
  if (manifest.kind === 'silence' || manifest.status !== 200) return { manifest };
  if (manifest.text?.startsWith('<!DOCTYPE html>')) return { manifest: 'html' };
  const { platforms, version } = JSON.parse(manifest.text ?? '') as Manifest;
  const { url, signature } = platforms['windows-x86_64'] ?? { url: '', signature: '' };
  const asset = await get(url, 'asset');
  const sig = await get(github.assetUrl('1.2.3', `${WINDOWS_FILE}.sig`), 'signature');
  return {
    platforms: Object.keys(platforms).length,
    isNewer: version > planted.currentVersion,
    asset: asset.kind === 'answer' ? asset.status : asset.why,
    bytes: asset.kind === 'answer' ? asset.bytes : 0,
    isGood: asset.kind === 'answer' && isGood(signature, planted.pubkey, asset.blake2b512),
    sig: sig.kind === 'answer' && sig.status === 200 && sig.text === signature,
  };
}

const GOOD = { platforms: 8, isNewer: true, asset: 200, bytes: 4096, isGood: true, sig: true };
const SEEN: Readonly<Record<keyof typeof PLANTED, object>> = {
  'feed-manifest-404': { manifest: { status: 404 } },
  'feed-manifest-html': { manifest: 'html' },
  'feed-names-drifted': { manifest: { status: 404 } },
  'feed-sig-missing': { ...GOOD, sig: false },
  'feed-signature-of-another-file': { ...GOOD, isGood: false },
  'feed-another-key': { ...GOOD, isGood: false },
  'feed-platform-missing': { ...GOOD, platforms: 5 },
  'feed-url-404': { ...GOOD, asset: 404, bytes: expect.any(Number), isGood: false },
  'feed-asset-truncated': { ...GOOD, bytes: 2048, isGood: false },
  'feed-version-not-newer': { ...GOOD, isNewer: false },
  'feed-aggregate-overwritten': { ...GOOD, platforms: 3 },
};

test.each(Object.keys(PLANTED) as (keyof typeof PLANTED)[])(
  '%s breaks what it says, and leaves the good release good',
  async (name) => {
    const before = hashes(release.published.files);
    expect(await seenOf(name)).toMatchObject(SEEN[name]);
    expect(hashes(release.published.files)).toEqual(before);
  },
);

const hashes = (files: ReadonlyMap<string, Buffer>) =>
  [...files].map(([name, bytes]) => [name, createHash('sha256').update(bytes).digest('hex')]);

test('what is planted differs from row to row, and of what is left each file is as it was', () => {
  const contents = Object.values(PLANTED).map((plant) => {
    const { files, currentVersion } = plant(release);
    return JSON.stringify([hashes(files), currentVersion]);
  });
  expect(new Set(contents).size).toBe(contents.length);
  const drifted = [...PLANTED['feed-names-drifted'](release).files.keys()];
  expect(drifted).toEqual(
    expect.arrayContaining(['update-windows.json', 'update-windows.json.sig', WINDOWS_FILE]),
  );
  expect(drifted.filter((name) => name.startsWith('latest'))).toEqual([]);
  const overwritten = PLANTED['feed-aggregate-overwritten'](release).files;
  const platformsIn = (name: string) =>
    Object.keys((JSON.parse(String(overwritten.get(name))) as Manifest).platforms);
  expect(platformsIn('latest-linux.json')).toEqual([
    'linux-x86_64',
    'linux-x86_64-appimage',
    'linux-x86_64-deb',
  ]);
  const missing = [...PLANTED['feed-platform-missing'](release).files.keys()];
  expect(missing.filter((name) => name.includes('linux'))).toEqual([]);
});
