import { parseTargets } from '../clients.ts';
import { manifestUrls } from '../endpoint.ts';
import { fileNameOf, signatureUrl } from '../fetched.ts';
import { judgeFeed } from '../judge/judge-feed.ts';
import type {
  FeedAnswer,
  FeedClient,
  FeedFetch,
  FeedQuestion,
  FeedRecord,
  FeedSilence,
  ListedAsset,
} from '../record.ts';
import { blake2b512, makeSigner, sha256, type Signer } from './signer.ts';

/** The key that clients of the stories have, and one that they do not have. */
export const SIGNER = makeSigner(0xab);
export const STRANGER = makeSigner(0xcd);

export const DOWNLOADS = 'https://github.com/seed/app/releases/latest/download';
export const BY_TARGET_AND_ARCH = `${DOWNLOADS}/latest-{{target}}-{{arch}}.json`;
export const BY_TARGET = `${DOWNLOADS}/latest-{{target}}.json`;
export const AGGREGATE = `${DOWNLOADS}/latest.json`;
export const CHAIN = [BY_TARGET_AND_ARCH, BY_TARGET, AGGREGATE];
const TARGETS = 'windows-x86_64,darwin-aarch64,linux-x86_64';

/** What is published: each path below DOWNLOADS with its bytes, or what came instead. */
type Published = Map<string, Uint8Array | FeedAnswer | FeedSilence>;

/** A release of an application for three platforms: its files, the manifests of the three naming schemes, and all signatures. */
export interface Story {
  readonly question: FeedQuestion;
  readonly published: Published;
  /** Null tells nobody what there is. */
  readonly listing: ListedAsset[] | null;
}

const FILES: Readonly<Record<string, string>> = {
  'windows-x86_64': 'My.App_1.2.3_x64-setup.exe',
  'darwin-aarch64': 'My.App_aarch64.app.tar.gz',
  'linux-x86_64': 'my-app_1.2.3_amd64.AppImage',
};

export const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));
export const commentOf = (file: string, version: string | null = '1.2.3'): string =>
  `timestamp:1763800000\tfile:${file}${version === null ? '' : `\tversion:${version}`}`;
export const signed = (signer: Signer, file: string, of = contentOf(file)): string =>
  signer.sign(of, commentOf(file));
export const contentOf = (file: string): Uint8Array => bytesOf(`the bytes of ${file} `.repeat(20));

interface Entry {
  url: string;
  signature: string;
}
export interface ManifestJson {
  version: string;
  notes: string;
  pub_date: string;
  platforms: Record<string, Entry>;
}

/** A manifest of these platforms, as tauri-action writes it. */
export const manifestOf = (...targets: readonly string[]): ManifestJson => ({
  version: '1.2.3',
  notes: 'better',
  pub_date: '2026-11-22T10:00:00.000Z',
  platforms: Object.fromEntries(
    targets.map((target) => {
      const file = FILES[target] ?? 'unknown';
      return [target, { url: `${DOWNLOADS}/${file}`, signature: signed(SIGNER, file) }];
    }),
  ),
});

export const fileOf = (target: string): string => FILES[target] ?? 'unknown';
const ALL = Object.keys(FILES);
export const json = (value: unknown): Uint8Array => bytesOf(JSON.stringify(value));

/** The good release, with the manifests that the endpoints ask for; `over` mends or breaks what is published, `also` the question. */
export function story(endpoints: readonly string[], also: Partial<FeedQuestion> = {}): Story {
  const published: Published = new Map();
  const publish = (name: string, bytes: Uint8Array): void => {
    published.set(name, bytes);
    published.set(`${name}.sig`, bytesOf(SIGNER.sign(bytes, commentOf(name))));
  };
  for (const file of Object.values(FILES)) publish(file, contentOf(file));
  if (endpoints.includes(AGGREGATE)) publish('latest.json', json(manifestOf(...ALL)));
  for (const target of ALL) {
    if (endpoints.includes(BY_TARGET_AND_ARCH)) publish(`latest-${target}.json`, json(manifestOf(target)));
    if (endpoints.includes(BY_TARGET))
      publish(`latest-${target.split('-')[0]}.json`, json(manifestOf(target)));
  }
  return { question: questionOf(endpoints, also), published, listing: null };
}

export function questionOf(endpoints: readonly string[], also: Partial<FeedQuestion> = {}): FeedQuestion {
  return {
    endpoints,
    pubkey: SIGNER.pubkey,
    clients: targets(TARGETS),
    currentVersion: '1.2.2',
    requireSignedVersion: false,
    insecureTransport: false,
    ...also,
  };
}

export function targets(text: string): readonly FeedClient[] {
  const read = parseTargets(text);
  if (typeof read === 'string') throw new Error(read);
  return read;
}

/** Breaks the manifest of that name. */
export function rewrite({ published }: Story, name: string, change: (manifest: ManifestJson) => void): void {
  const bytes = published.get(name);
  if (!(bytes instanceof Uint8Array)) throw new Error(`no ${name}`);
  const manifest = JSON.parse(Buffer.from(bytes).toString()) as ManifestJson;
  change(manifest);
  published.set(name, json(manifest));
  published.set(`${name}.sig`, bytesOf(SIGNER.sign(json(manifest), commentOf(name))));
}

export const answer = (bytes: Uint8Array, over: Partial<FeedAnswer> = {}): FeedAnswer => ({
  kind: 'answer',
  status: 200,
  contentType: 'application/octet-stream',
  hops: [],
  announcedBytes: bytes.length,
  bytes: bytes.length,
  sha256: sha256(bytes),
  blake2b512: blake2b512(bytes),
  text: null,
  legacyVerified: null,
  ...over,
});

export const silence = (why: FeedSilence['why'], what = `it was ${why}`): FeedSilence => ({
  kind: 'silence',
  why,
  what,
});

const NOT_FOUND = answer(bytesOf('Not Found'), {
  status: 404,
  contentType: 'text/plain; charset=utf-8',
  text: 'Not Found',
});

/** What is seen of the story: manifests of all clients, then all that they point to, each with its signature. */
export function recordOf(told: Story, over: Partial<FeedRecord> = {}): FeedRecord {
  const { question, listing } = told;
  const manifests = manifestUrls(question).map((url) => fetchOf(told, url, 'manifest'));
  const urls = new Set(manifests.flatMap(({ seen }) => pointedTo(seen)));
  const assets = [...urls].map((url) => fetchOf(told, url, 'asset'));
  const signatures = [...manifests, ...assets].map(({ url }) =>
    fetchOf(told, signatureUrl(url), 'signature'),
  );
  return { question, fetches: [...manifests, ...assets, ...signatures], listing, ...over };
}

function fetchOf({ published }: Story, url: string, what: FeedFetch['what']): FeedFetch {
  const found = published.get(fileNameOf(url));
  const seen =
    found instanceof Uint8Array
      ? answer(found, what === 'asset' ? {} : { text: Buffer.from(found).toString() })
      : (found ?? NOT_FOUND);
  return { url, what, mirror: null, atNs: 0, seen };
}

function pointedTo(seen: FeedFetch['seen']): string[] {
  if (seen.kind === 'silence' || seen.text === null || seen.status !== 200) return [];
  try {
    const { platforms = {} } = JSON.parse(seen.text) as Partial<ManifestJson>;
    return Object.values(platforms).flatMap(({ url }) => (URL.canParse(url) ? url : []));
  } catch {
    return [];
  }
}

/** The listing of what is published. */
export const listingOf = ({ published }: Story): ListedAsset[] =>
  [...published].flatMap(([name, bytes]) =>
    bytes instanceof Uint8Array ? { name, bytes: bytes.length, sha256: sha256(bytes), url: null } : [],
  );

export const judge = (told: Story, over: Partial<FeedRecord> = {}) => judgeFeed(recordOf(told, over));

/** The ids of what is wrong, each with its severity before it where that is no failure. */
export const idsOf = (told: Story, over: Partial<FeedRecord> = {}): string[] =>
  judge(told, over).findings.map(({ id, severity }) => (severity === 'failure' ? id : `${severity}: ${id}`));
