import { readManifest } from '../manifest/read-answer.ts';
import { fileNameOf } from '../fetched.ts';
import { printable } from '../printable.ts';
import type { FeedFetch } from '../record.ts';

/** What a mirror served of a file at a moment. */
export interface Served {
  /** By its address; `the feed` for the feed itself. */
  readonly mirror: string;
  /** The part of the url that mirrors share. */
  readonly file: string;
  readonly atNs: number;
  /** Index into the record. */
  readonly fetch: number;
  /** Of a manifest. */
  readonly version: string | null;
  /** Of the body; null when the file was not served. */
  readonly sha256: string | null;
  /** In a few words. */
  readonly what: string;
}

/** How findings call the feed that is mirrored. */
export const THE_FEED = 'the feed';

/** What was served of the files that mirrors share, in order of time; requests without an answer are left out. */
export function servedFiles(fetches: readonly FeedFetch[]): Served[] {
  const compared = fetches
    .map((fetch, index) => ({ fetch, index }))
    .filter(({ fetch }) => fetch.what !== 'signature');
  const shared = new Set(
    compared.flatMap(({ fetch }) => (fetch.mirror === null ? [] : pathBelow(fetch.mirror, fetch.url))),
  );
  return compared
    .flatMap(({ fetch, index }) => {
      const file = fetch.mirror === null ? sharedPath(fetch.url, shared) : pathBelow(fetch.mirror, fetch.url);
      return file === null ? [] : servedBy(fetch, file, index);
    })
    .toSorted((a, b) => a.atNs - b.atNs);
}

/** What is left of a mirror's url behind its address; the file's name where the url is elsewhere. */
function pathBelow(mirror: string, url: string): string {
  const base = URL.parse(mirror)?.href.replace(/\/*$/u, '/') ?? mirror;
  return url.startsWith(base) ? url.slice(base.length) : fileNameOf(url);
}

function sharedPath(url: string, shared: ReadonlySet<string>): string | null {
  const bare = URL.parse(url);
  const path = bare === null ? url : `${bare.pathname}${bare.search}`;
  return [...shared].find((file) => path.endsWith(`/${file}`)) ?? null;
}

function servedBy(fetch: FeedFetch, file: string, index: number): Served[] {
  const { seen, atNs, mirror } = fetch;
  if (seen.kind === 'silence') return [];
  const common = {
    mirror: mirror === null ? THE_FEED : printable(mirror),
    file: printable(file),
    atNs,
    fetch: index,
  };
  const isThere = seen.status >= 200 && seen.status <= 299;
  if (!isThere) return [{ ...common, version: null, sha256: null, what: `status ${seen.status}` }];
  const { sha256 } = seen;
  if (fetch.what === 'asset')
    return [{ ...common, version: null, sha256, what: `bytes ${sha256.slice(0, 12)}` }];
  const reading = readManifest(fetch);
  // What is no manifest is no version to come up to, whatever it says.
  if (reading.kind !== 'release') return [{ ...common, version: null, sha256: null, what: reading.what }];
  const version = printable(reading.release.version, 60);
  return [
    {
      ...common,
      version: reading.release.version,
      sha256,
      what: `${version} (bytes ${sha256.slice(0, 12)})`,
    },
  ];
}
