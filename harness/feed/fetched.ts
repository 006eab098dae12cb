import type { FeedFetch, FeedRecord, ListedAsset } from './record.ts';

/** A fetch with its place in the record. */
export interface Fetched {
  readonly index: number;
  readonly fetch: FeedFetch;
}

/** The last fetch of a url from the feed itself; null when there was none. */
export function lastFetch(record: FeedRecord, what: FeedFetch['what'], url: string): Fetched | null {
  const asked = hrefOf(url);
  const index = record.fetches.findLastIndex(
    (fetch) => fetch.what === what && fetch.mirror === null && hrefOf(fetch.url) === asked,
  );
  const fetch = record.fetches[index];
  return fetch === undefined ? null : { index, fetch };
}

const hrefOf = (url: string): string => URL.parse(url)?.href ?? url;

/** Where the signature of a file lies: beside it, with `.sig` at the end of its path. */
export function signatureUrl(url: string): string {
  const parsed = URL.parse(url);
  if (parsed === null) return `${url}.sig`;
  parsed.pathname = `${parsed.pathname}.sig`;
  return parsed.href;
}

/** The name of the file that a url points to, percent-decoded. */
export function fileNameOf(url: string): string {
  const last = (URL.parse(url)?.pathname ?? url).split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}

/** The listed asset of exactly this name; null when there is none, or no listing. */
export const listedAs = ({ listing }: FeedRecord, name: string): ListedAsset | null =>
  listing?.find((asset) => asset.name === name) ?? null;

/** A name as GitHub may have changed it on upload: blanks and what is no letter, digit, `-`, `_` or `.` become dots. */
export const dotted = (name: string): string =>
  name.replace(/[^\p{L}\p{N}._-]+/gu, '.').replace(/\.{2,}/gu, '.');

/** What is left of a name when only letters and digits count. */
export const looseName = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
