import { printable } from '../printable.ts';
import type { FeedAnswer, FeedFetch, FeedSilence } from '../record.ts';
import { readRelease } from './read-release.ts';
import type { Release } from './release.ts';

/** What a client makes of what came from an endpoint; `what` is a clause with figures, `says` the client's own words. */
export type Reading =
  | { readonly kind: 'release'; readonly release: Release; readonly what: string }
  /** 204: the client believes it, and asks no further. */
  | { readonly kind: 'no-update'; readonly what: string }
  /** Any status that is no success: the client says nothing and goes on. */
  | { readonly kind: 'refused'; readonly status: number; readonly what: string }
  /** No answer: the client goes on. */
  | { readonly kind: 'silent'; readonly what: string }
  /** JSON that is no manifest: the client goes on, and remembers it. */
  | { readonly kind: 'malformed'; readonly says: string; readonly what: string }
  /** A success without JSON: the client stops, whatever endpoints are left. */
  | { readonly kind: 'not-json'; readonly what: string }
  /** A success that had no end: the client stops as well. */
  | { readonly kind: 'cut'; readonly what: string };

/** Reads what came from an endpoint as a client does. */
export function readManifest({ seen }: Pick<FeedFetch, 'seen'>): Reading {
  return seen.kind === 'answer' ? readAnswer(seen) : readSilence(seen);
}

/** A client that has begun to read a success does not go on; it has, where nobody told, when the answer broke off or had no end. */
function readSilence({ why, what: said, status }: FeedSilence): Reading {
  const what = `nothing (${printable(said)})`;
  const hasBegun = status === undefined ? why === 'cut' || why === 'too-long' : status !== null;
  if (!hasBegun) return { kind: 'silent', what };
  const isSuccess = status === undefined || status === null || (status >= 200 && status <= 299);
  return isSuccess ? { kind: 'cut', what } : { kind: 'refused', status, what: `${status} that broke off` };
}

function readAnswer(answer: FeedAnswer): Reading {
  const { status, text } = answer;
  if (status === 204) return { kind: 'no-update', what: '204, no update' };
  if (status < 200 || status > 299) return { kind: 'refused', status, what: refusalOf(answer) };
  if (answer.announcedBytes !== null && answer.bytes < answer.announcedBytes)
    return { kind: 'cut', what: `${status} with ${answer.bytes} of ${answer.announcedBytes} bytes` };
  if (text === null)
    return { kind: 'not-json', what: `${status} with ${answer.bytes} bytes that are no text of a manifest` };
  const json = parseJson(text);
  if (json === undefined)
    return { kind: 'not-json', what: `${status} with ${looksOf(text, answer)} and no JSON` };
  const release = readRelease(json);
  if ('kind' in release)
    return {
      kind: 'malformed',
      says: release.says,
      what: `${status} with JSON that is no manifest: ${release.what}`,
    };
  return { kind: 'release', release, what: `${status} with a manifest of ${printable(release.version, 60)}` };
}

const refusalOf = ({ status, contentType }: FeedAnswer): string =>
  contentType === null ? String(status) : `${status} (${printable(contentType, 60)})`;

function parseJson(text: string): unknown {
  try {
    const json: unknown = JSON.parse(text);
    return json;
  } catch {
    return undefined;
  }
}

function looksOf(text: string, { contentType }: FeedAnswer): string {
  if (text.trim() === '') return 'an empty body';
  if (text.startsWith('\uFEFF')) return 'a byte order mark at its begin';
  if (/^\s*<(?:!doctype html|html|head|body)/iu.test(text)) return 'an HTML page';
  const said = contentType === null ? '' : ` (${printable(contentType, 60)})`;
  return `'${printable(text, 40)}'${said}`;
}
