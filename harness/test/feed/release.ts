import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inLanes } from '../../time/lanes.ts';
import { createSigner, type Signer } from './signer.ts';

/** A release as a host has it. */
export interface Published {
  readonly version: string;
  /** What the clients have installed that ask for it. */
  readonly currentVersion: string;
  /** What the clients verify signatures by, as their configuration has it. */
  readonly pubkey: string;
  /** By the names under which GitHub has them: its dots in the place of spaces. */
  readonly files: ReadonlyMap<string, Buffer>;
}

/** A good release, signed by the real signer; gone with it. */
export interface SignedRelease extends AsyncDisposable {
  /** Bundles, manifests and the `.sig` of each, under the names that Tauri gave them, spaces and all. */
  readonly folder: string;
  readonly published: Published;
  /** Another key, and what it says of the file of `windows-x86_64`. */
  readonly stranger: { readonly pubkey: string; readonly signature: string };
}

/** What a manifest says of one platform. */
export interface PlatformEntry {
  readonly url: string;
  readonly signature: string;
}

/** What a static manifest holds. */
export interface Manifest {
  readonly version: string;
  readonly notes: string;
  readonly pub_date: string;
  readonly platforms: Readonly<Record<string, PlatformEntry>>;
}

interface Bundle {
  readonly file: string;
  readonly platforms: readonly string[];
}

const VERSION = '1.2.3';
const INSTALLED = '1.2.2';
const BUNDLE_BYTES = 4096;

export const WINDOWS_BUNDLE = `My App_${VERSION}_x64-setup.exe`;
/** As `tauri build` names them for a product called My App, and tauri-action its archive for macOS. */
const BUNDLES: readonly Bundle[] = [
  { file: WINDOWS_BUNDLE, platforms: ['windows-x86_64', 'windows-x86_64-nsis'] },
  { file: `My App_${VERSION}_x64_en-US.msi`, platforms: ['windows-x86_64-msi'] },
  { file: 'My App_aarch64.app.tar.gz', platforms: ['darwin-aarch64', 'darwin-aarch64-app'] },
  { file: `My App_${VERSION}_amd64.AppImage`, platforms: ['linux-x86_64', 'linux-x86_64-appimage'] },
  { file: `My App_${VERSION}_amd64.deb`, platforms: ['linux-x86_64-deb'] },
];

/** The three ways to name manifests, and which platforms stand in each. */
const MANIFESTS: readonly { readonly file: string; readonly of: string }[] = [
  { file: 'latest.json', of: '' },
  ...['windows-x86_64', 'darwin-aarch64', 'linux-x86_64'].flatMap((platform) => [
    { file: `latest-${platform.split('-')[0]}.json`, of: platform },
    { file: `latest-${platform}.json`, of: platform },
  ]),
];

/** The signer is a program with a slow key derivation: as many at a time as small machines have processors. */
const LANES = 2;

/** What GitHub calls a file that is uploaded under a name. */
export const githubName = (name: string): string => name.replaceAll(' ', '.');

/** Makes a release of version 1.2.3 whose manifests say that GitHub has its files, each at `urlOf` its name there. */
export async function makeRelease(urlOf: (name: string) => string): Promise<SignedRelease> {
  await using cleanup = new AsyncDisposableStack();
  const root = await mkdtemp(join(tmpdir(), 'lockstep-release-'));
  cleanup.defer(() => rm(root, { recursive: true, force: true }));
  const folder = join(root, 'dist');
  const keys = join(root, 'keys');
  await Promise.all([mkdir(folder), mkdir(keys)]);
  const [signer, stranger] = await Promise.all([
    createSigner(keys, 'my-app'),
    createSigner(keys, 'stranger'),
  ]);
  for (const { file } of BUNDLES) await writeFile(join(folder, file), randomBytes(BUNDLE_BYTES));
  // Before the release's own key signs: its signature takes the place of this one.
  const strange = await stranger.sign(join(folder, WINDOWS_BUNDLE), VERSION);
  const signatures = await signAll(
    BUNDLES.map(({ file }) => join(folder, file)),
    signer,
  );
  const platforms = Object.fromEntries(
    BUNDLES.flatMap(({ file, platforms }, index) =>
      platforms.map((platform) => [
        platform,
        { url: urlOf(githubName(file)), signature: signatures[index] ?? '' },
      ]),
    ),
  );
  await writeManifests(folder, platforms);
  await signAll(
    MANIFESTS.map(({ file }) => join(folder, file)),
    signer,
  );
  const files = await filesIn(folder);
  const owned = cleanup.move();
  return {
    folder,
    published: { version: VERSION, currentVersion: INSTALLED, pubkey: signer.pubkey, files },
    stranger: { pubkey: stranger.pubkey, signature: strange },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

const signAll = (paths: readonly string[], signer: Signer): Promise<readonly string[]> =>
  inLanes(paths, { lanes: LANES }, (path) => signer.sign(path, VERSION));

async function writeManifests(
  folder: string,
  platforms: Readonly<Record<string, PlatformEntry>>,
): Promise<void> {
  for (const { file, of } of MANIFESTS) {
    const entries = Object.entries(platforms).filter(([platform]) => platform.startsWith(of));
    const manifest: Manifest = {
      version: VERSION,
      notes: 'What is new.',
      pub_date: '2026-01-15T12:00:00.000Z',
      platforms: Object.fromEntries(entries),
    };
    await writeFile(join(folder, file), JSON.stringify(manifest, null, 2));
  }
}

async function filesIn(folder: string): Promise<ReadonlyMap<string, Buffer>> {
  const files = new Map<string, Buffer>();
  for (const name of await readdir(folder)) files.set(githubName(name), await readFile(join(folder, name)));
  return files;
}
