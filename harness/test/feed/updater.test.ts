import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Ended, leftovers, run, temporaryFolder } from '../lockstep.ts';
import { type GitHub, startGitHub } from './github.ts';
import { PLANTED } from './planted.ts';
import { makeRelease, type Published, type SignedRelease } from './release.ts';

const TARGETS = 'windows-x86_64,darwin-aarch64,linux-x86_64';
let github: GitHub;
let release: SignedRelease;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  [github, folder] = await Promise.all([startGitHub({ notFound: 'html' }), temporaryFolder()]);
  release = await makeRelease((name) => github.assetUrl('1.2.3', name));
});
afterAll(async () => {
  for (const one of [release, github, folder]) await one[Symbol.asyncDispose]();
});

/** Asks about a release that is published, as its clients are configured. */
async function ask(
  published: Published,
  names: readonly string[],
  ...more: readonly string[]
): Promise<Ended> {
  github.publish(published);
  const config = join(folder.path, 'tauri.conf.json');
  const updater = {
    endpoints: names.map(github.latestUrl),
    pubkey: published.pubkey,
    dangerousInsecureTransportProtocol: true,
  };
  await writeFile(config, JSON.stringify({ version: '1.2.3', plugins: { updater } }));
  const listing = join(folder.path, 'release.json');
  await writeFile(listing, JSON.stringify(github.recorded()));
  return run([
    'updater',
    config,
    '--targets',
    TARGETS,
    '--current',
    published.currentVersion,
    '--assets',
    listing,
    '--out',
    folder.path,
    ...more,
  ]);
}

const CHAIN = ['latest-{{target}}-{{arch}}.json', 'latest-{{target}}.json', 'latest.json'];

test.each([[CHAIN], [['latest-{{target}}.json']], [['latest.json']]])(
  'a good release is installable by every client by way of %j',
  async (names) => {
    const { stdout, exitCode } = await ask(release.published, names);
    expect(stdout).toMatch(/✔ update-feed-is-installable +valid +3 of 3 clients judged, 0 failures/u);
    expect(exitCode).toBe(0);
  },
);

const EXPECTED: Readonly<Record<keyof typeof PLANTED, string>> = {
  'feed-manifest-404': 'manifest-not-found',
  'feed-manifest-html': 'manifest-not-json',
  'feed-names-drifted': 'names-drifted',
  'feed-sig-missing': 'sig-missing',
  'feed-signature-of-another-file': 'signature-of-another-file',
  'feed-another-key': 'signed-by-another-key',
  'feed-platform-missing': 'key-missing',
  'feed-url-404': 'asset-not-found',
  'feed-asset-truncated': 'asset-altered',
  'feed-version-not-newer': 'version-not-newer',
  'feed-aggregate-overwritten': 'one-platform-left',
};

test.each(Object.entries(EXPECTED))('%s is found as %s, and as nothing else', async (name, id) => {
  const plant = PLANTED[name as keyof typeof PLANTED];
  const { stdout, exitCode } = await ask(plant(release), ['latest.json'], '--json');
  const { scenarios } = JSON.parse(stdout);
  const [{ verdict }] = scenarios[0].verdict.checks;
  expect(verdict.violations.map(({ anomaly }: { anomaly: string }) => anomaly)).toEqual([id]);
  expect(exitCode).toBe(1);
});

test('before it is published a release is judged from its folder', async () => {
  github.publish(release.published);
  const config = join(folder.path, 'tauri.conf.json');
  const { stdout, exitCode } = await run([
    'updater',
    config,
    '--assets',
    release.folder,
    '--targets',
    TARGETS,
    '--out',
    folder.path,
  ]);
  expect(stdout).toMatch(/valid +3 of 3 clients judged/u);
  expect(exitCode).toBe(0);
});

test('what people read: the clients, the endpoints, and how each ends; and nothing is left behind', async () => {
  const { stdout } = await ask(PLANTED['feed-platform-missing'](release), ['latest.json']);
  expect(stdout).toMatch(/Clients and endpoints\nclient +endpoint +what came/u);
  expect(stdout).toContain('linux-x86_64');
  const page = await readFile(join(folder.path, 'latest', 'report.html'), 'utf8');
  expect(page).toContain('key-missing');
  expect(leftovers()).toEqual([]);
});

test('a saved run is judged again as it was', async () => {
  const { exitCode } = await run(['check', join(folder.path, 'latest')]);
  expect(exitCode).toBe(1);
});

test('mirrors that serve other bytes are told apart', async () => {
  await using mirror = await startGitHub({ notFound: 'json' });
  mirror.publish({ ...release.published, files: PLANTED['feed-platform-missing'](release).files });
  const base = mirror.latestUrl('latest.json').replace(/latest\.json$/u, '');
  const { stdout, exitCode } = await ask(
    release.published,
    ['latest.json'],
    '--mirror',
    base,
    '--watch',
    '4s',
  );
  expect(stdout).toMatch(/INVALID/u);
  expect(stdout).toContain('mirror');
  expect(exitCode).toBe(1);
});
