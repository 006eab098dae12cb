import { GaveUp } from './silence.ts';

/** As reqwest counts: the eleventh redirect is an error. */
const MOST_REDIRECTS = 10;

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** What RFC 3986 lets stand in a reference, and nothing else: a space, a brace or a letter with an accent does not. */
const REFERENCE = /^(?:[\w.~:/?#[\]@!$&'()*+,;=-]|%[0-9a-f]{2})*$/iu;

/** An answer on the way, which may lead on. */
export interface Turn {
  readonly from: string;
  readonly status: number;
  /** The Location header, where there is one. */
  readonly location: string | undefined;
  /** How many redirects were followed already. */
  readonly followed: number;
  /** A redirect from https to http is followed. */
  readonly insecureTransport: boolean;
}

/**
 * Where a client goes from an answer; null when the answer is its last. A Location that is missing or against RFC 3986 is not
 * followed (reqwest #2875). Throws GaveUp where the client gives up.
 */
export function nextHop({ from, status, location, followed, insecureTransport }: Turn): string | null {
  if (!REDIRECTS.has(status) || location === undefined || !REFERENCE.test(location)) return null;
  const next = URL.parse(location, from);
  if (next === null) return null;
  next.hash = '';
  const way = `${shownUrl(from)} redirects to ${shownUrl(next.href)}`;
  if (followed >= MOST_REDIRECTS) {
    throw new GaveUp(
      'redirects',
      `${way}, which would be redirect ${followed + 1}: a client follows ${MOST_REDIRECTS}`,
    );
  }
  if (next.protocol !== 'http:' && next.protocol !== 'https:') {
    throw new GaveUp('redirects', `${way}, which is no address of the web`);
  }
  if (from.startsWith('https:') && next.protocol === 'http:' && !insecureTransport) {
    throw new GaveUp(
      'redirects',
      `${way}, from https to http, which is followed only where insecure transport is allowed`,
    );
  }
  return next.href;
}

/** An address as it may be written down: without user, password and query, in which object stores carry their leave to read. */
export function shownUrl(url: string): string {
  const parsed = URL.parse(url);
  if (parsed === null) return url;
  parsed.username = '';
  parsed.password = '';
  if (parsed.search !== '') parsed.search = '?…';
  return decodeEllipsis(parsed.href);
}

const decodeEllipsis = (href: string): string => href.replace('?%E2%80%A6', '?…');
