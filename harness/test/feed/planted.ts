import {
  githubName,
  WINDOWS_BUNDLE,
  type Manifest,
  type PlatformEntry,
  type Published,
  type SignedRelease,
} from './release.ts';

type Files = ReadonlyMap<string, Buffer>;

/** What goes wrong with releases, each as a broken one made of a good one, which stays as it was. */
export const PLANTED = {
  /** No manifest was uploaded. */
  'feed-manifest-404': ({ published }) => withFiles(published, without(published.files, isManifest)),
  /** The manifest is a page that says so much with status 200. */
  'feed-manifest-html': ({ published }) =>
    withFiles(
      published,
      mapManifestFiles(published.files, () => PAGE),
    ),
  /** The manifests are there, under names that no client asks for. */
  'feed-names-drifted': ({ published }) =>
    withFiles(
      published,
      new Map([...published.files].map(([name, bytes]) => [name.replace(/^latest/u, 'update'), bytes])),
    ),
  /** The signature of a bundle was not uploaded; the manifest has it. */
  'feed-sig-missing': ({ published }) =>
    withFiles(
      published,
      without(published.files, (name) => name === `${WINDOWS_FILE}.sig`),
    ),
  /** A signature by the right key, of another bundle. */
  'feed-signature-of-another-file': ({ published }) =>
    withWindowsSignature(published, entryOf(published, 'linux-x86_64').signature),
  /** A signature of the right bytes, by a key that no client has. */
  'feed-another-key': ({ published, stranger }) => withWindowsSignature(published, stranger.signature),
  /** No manifest says anything of Linux. */
  'feed-platform-missing': ({ published }) =>
    withFiles(
      published,
      keepPlatforms(published.files, (platform) => !platform.startsWith('linux-')),
    ),
  /** The manifest has the name with its space, where GitHub has made it a dot. */
  'feed-url-404': ({ published }) =>
    withFiles(
      published,
      mapManifests(published.files, (manifest) =>
        changeWindows(manifest, ({ url, signature }) => ({
          url: url.replace(encodeURIComponent(WINDOWS_FILE), encodeURIComponent(WINDOWS_BUNDLE)),
          signature,
        })),
      ),
    ),
  /** Half of a bundle was uploaded. */
  'feed-asset-truncated': ({ published }) => {
    const whole = published.files.get(WINDOWS_FILE) ?? Buffer.alloc(0);
    return withFiles(
      published,
      new Map(published.files).set(WINDOWS_FILE, whole.subarray(0, whole.length / 2)),
    );
  },
  /** The release is what is installed already. */
  'feed-version-not-newer': ({ published }) => ({ ...published, currentVersion: published.version }),
  /** Each job of the build wrote `latest.json`, and the last one won. */
  'feed-aggregate-overwritten': ({ published }) =>
    withFiles(
      published,
      keepPlatforms(
        published.files,
        (platform) => platform.startsWith('windows-'),
        (name) => name === 'latest.json',
      ),
    ),
} as const satisfies Readonly<Record<string, (release: SignedRelease) => Published>>;

/** Under which GitHub has the installer of `windows-x86_64`, which is what most of the above is done to. */
export const WINDOWS_FILE = githubName(WINDOWS_BUNDLE);

const PAGE = Buffer.from(
  '<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body>Sign in</body></html>\n',
);

const isManifest = (name: string): boolean => /^latest.*\.json$/u.test(name);

const withFiles = (published: Published, files: Files): Published => ({ ...published, files });

const without = (files: Files, isGone: (name: string) => boolean): Files =>
  new Map([...files].filter(([name]) => !isGone(name)));

const mapManifestFiles = (files: Files, change: (bytes: Buffer, name: string) => Buffer): Files =>
  new Map([...files].map(([name, bytes]) => [name, isManifest(name) ? change(bytes, name) : bytes]));

const parsed = (bytes: Buffer): Manifest => JSON.parse(bytes.toString('utf8')) as Manifest;

/** Their signatures are left as they were: nobody verifies them but the project's own policy. */
const mapManifests = (
  files: Files,
  change: (manifest: Manifest) => Manifest,
  isMeant: (name: string) => boolean = isManifest,
): Files =>
  mapManifestFiles(files, (bytes, name) =>
    isMeant(name) ? Buffer.from(JSON.stringify(change(parsed(bytes)), null, 2)) : bytes,
  );

/** A manifest that is left without any platform is not uploaded. */
function keepPlatforms(
  files: Files,
  isKept: (platform: string) => boolean,
  isMeant: (name: string) => boolean = isManifest,
): Files {
  const kept = mapManifests(
    files,
    (manifest) => ({
      ...manifest,
      platforms: Object.fromEntries(
        Object.entries(manifest.platforms).filter(([platform]) => isKept(platform)),
      ),
    }),
    isMeant,
  );
  const isEmpty = (name: string): boolean =>
    isManifest(name) && Object.keys(parsed(kept.get(name) ?? Buffer.from('{}')).platforms).length === 0;
  return without(kept, (name) => isEmpty(name) || isEmpty(name.replace(/\.sig$/u, '')));
}

const changeWindows = (manifest: Manifest, change: (entry: PlatformEntry) => PlatformEntry): Manifest => ({
  ...manifest,
  platforms: Object.fromEntries(
    Object.entries(manifest.platforms).map(([platform, entry]) => [
      platform,
      entry.url.endsWith(encodeURIComponent(WINDOWS_FILE)) ? change(entry) : entry,
    ]),
  ),
});

function entryOf({ files }: Published, platform: string): PlatformEntry {
  const entry = parsed(files.get('latest.json') ?? Buffer.from('{"platforms":{}}')).platforms[platform];
  if (entry === undefined) throw new Error(`the release has no ${platform}`);
  return entry;
}

/** In the manifests and in the `.sig` beside the file. */
function withWindowsSignature(published: Published, signature: string): Published {
  const files = mapManifests(published.files, (manifest) =>
    changeWindows(manifest, ({ url }) => ({ url, signature })),
  );
  return withFiles(published, new Map(files).set(`${WINDOWS_FILE}.sig`, Buffer.from(signature)));
}
