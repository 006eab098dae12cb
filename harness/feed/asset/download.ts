import type { Fault } from '../fault.ts';
import { dotted, lastFetch, looseName } from '../fetched.ts';
import { printable } from '../printable.ts';
import type { FeedAnswer, FeedSilence } from '../record.ts';
import { downloadRefused, sendingFailed, WORDS } from '../client/words.ts';
import { nameOf, type Taken } from './taken.ts';

/** What came of a download, before its signature is looked at. */
export type Download =
  | { readonly kind: 'came'; readonly answer: FeedAnswer; readonly fetch: number }
  | { readonly kind: 'failed'; readonly fault: Fault }
  | { readonly kind: 'unknown'; readonly why: string };

/** Downloads from the record as a client does: any status but a success, and a connection that breaks, are the end of it. */
export function download(taken: Taken): Download {
  const { url, record } = taken;
  if (!/^https?:/u.test(url)) return { kind: 'failed', fault: unusable(taken) };
  const found = lastFetch(record, 'asset', url);
  if (found === null) return { kind: 'unknown', why: `${printable(url)} was not fetched` };
  const { seen } = found.fetch;
  if (seen.kind === 'silence') return { kind: 'failed', fault: silent(taken, seen, found.index) };
  if (seen.status < 200 || seen.status > 299)
    return { kind: 'failed', fault: refused(taken, seen.status, found.index) };
  return { kind: 'came', answer: seen, fetch: found.index };
}

function unusable(taken: Taken): Fault {
  return {
    id: 'asset-url-unusable',
    severity: 'failure',
    cause: taken.url,
    says: 'builder error',
    why: `The manifest points to ${printable(taken.url)}, which is neither https nor http.`,
    mend: 'Point the manifest to where the asset is published, by https.',
    culprits: [printable(taken.url)],
    fetches: [taken.manifestFetch],
  };
}

function silent(taken: Taken, seen: FeedSilence, fetch: number): Fault {
  const isCut = seen.why === 'cut';
  return {
    id: isCut ? 'asset-truncated' : 'asset-unreachable',
    severity: 'failure',
    cause: taken.url,
    says: isCut ? WORDS.notJson : sendingFailed(printable(taken.url)),
    why: `${printable(nameOf(taken))}: ${printable(seen.what)}.`,
    mend: isCut
      ? 'Upload the asset again, and see that whatever serves it sends it to its end.'
      : 'See that the host of the asset answers everybody.',
    culprits: [printable(nameOf(taken))],
    fetches: [taken.manifestFetch, fetch],
  };
}

function refused(taken: Taken, status: number, fetch: number): Fault {
  const isMissing = status === 404 || status === 410;
  const hint = isMissing ? whereItIs(taken) : null;
  return {
    id: isMissing ? 'asset-not-found' : 'asset-unreachable',
    severity: 'failure',
    cause: hint?.isRenamed ? 'renamed' : taken.url,
    says: downloadRefused(status),
    why: `${printable(taken.url)} answers ${status}${hint === null ? '' : `; ${hint.what}`}.`,
    mend: hint?.mend ?? 'See that whatever serves the asset gives it to everybody.',
    culprits: [printable(nameOf(taken))],
    fetches: [taken.manifestFetch, fetch],
  };
}

interface Hint {
  readonly isRenamed: boolean;
  readonly what: string;
  readonly mend: string;
}

/** What the listing has instead. */
function whereItIs(taken: Taken): Hint {
  const { listing } = taken.record;
  const name = nameOf(taken);
  const plain = { isRenamed: false, mend: 'Upload the asset, or point the manifest to where it is.' };
  if (listing === null) return withoutListing(name);
  if (listing.some((asset) => asset.name === name))
    return {
      isRenamed: false,
      what: 'the release lists it under exactly this name, so it is a draft, private, or somewhere else',
      mend: 'Publish the release, and point the manifest to its public address.',
    };
  const renamed = listing.find((asset) => dotted(asset.name) === dotted(name));
  if (renamed) return renamedTo(name, renamed.name);
  const similar = listing.find((asset) => looseName(asset.name) === looseName(name));
  return similar
    ? renamedTo(name, similar.name)
    : { ...plain, what: `none of the ${listing.length} assets of the release has that name` };
}

function renamedTo(name: string, listed: string): Hint {
  const isDotted = / /u.test(name) && dotted(name) === listed;
  return {
    isRenamed: true,
    what: `the release has it as '${printable(listed)}'${isDotted ? ': on upload each space became a dot' : ', which is nearly the same'}`,
    mend: 'Write the url with the name that the asset has in the release; best, build it from names without spaces.',
  };
}

function withoutListing(name: string): Hint {
  const isSpaced = dotted(name) !== name;
  return {
    isRenamed: false,
    what: isSpaced
      ? `GitHub would have it as '${printable(dotted(name))}', as spaces become dots there`
      : 'nobody listed the assets, so there is no telling where it is',
    mend: isSpaced
      ? 'Write the url with the name that the asset has in the release.'
      : 'Upload the asset, or point the manifest to where it is.',
  };
}
