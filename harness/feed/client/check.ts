import { type Generation, resolveEndpoint } from '../endpoint.ts';
import { lastFetch } from '../fetched.ts';
import { type OwnEntry, ownEntry } from '../manifest/own-entry.ts';
import { type Reading, readManifest } from '../manifest/read-answer.ts';
import type { PlatformEntry, Release } from '../manifest/release.ts';
import type { FeedClient, FeedRecord } from '../record.ts';
import { isNewer, readVersion } from '../versions.ts';
import { sendingFailed, targetMissing, WORDS } from './words.ts';

/** One endpoint of a client: what came, and what the client does next. */
export interface Step {
  /** The template. */
  readonly endpoint: string;
  /** Null when the template is none. */
  readonly url: string | null;
  /** Index into the record; null when it was not fetched. */
  readonly fetch: number | null;
  readonly reading: Reading | null;
  /** In a clause. */
  readonly came: string;
  /** `not-asked`: an earlier endpoint ended the search. */
  readonly move: 'next' | 'stops' | 'takes' | 'not-asked';
}

/** How a client's look for an update ends, before anything is downloaded. */
export type CheckEnd =
  | {
      readonly kind: 'offers';
      readonly release: Release;
      readonly entry: PlatformEntry;
      readonly key: string | null;
    }
  | { readonly kind: 'up-to-date'; readonly version: string | null }
  | { readonly kind: 'lacks-own'; readonly release: Release; readonly own: Missing; readonly says: string }
  /** An endpoint stopped it. */
  | { readonly kind: 'stopped'; readonly says: string }
  /** No endpoint had a release. */
  | { readonly kind: 'exhausted'; readonly says: string }
  /** The configuration does not let it begin. */
  | { readonly kind: 'insecure'; readonly says: string }
  /** What it would have asked was not fetched. */
  | { readonly kind: 'unknown'; readonly why: string };

type Missing = Extract<OwnEntry, { kind: 'missing' }>;

/** A client's look for an update. */
export interface UpdateCheck {
  readonly client: FeedClient;
  readonly generation: Generation;
  readonly steps: readonly Step[];
  readonly end: CheckEnd;
}

/** What a client of a generation does with a feed (tauri-plugin-updater, `Updater::check`, 2.0.2 and today's). */
export function checkForUpdate(record: FeedRecord, client: FeedClient, generation: Generation): UpdateCheck {
  const { question } = record;
  const read = question.endpoints.map((template) => readStep(record, template, { client, generation }));
  const deciding = read.findIndex(({ reading }) => reading === null || actOn(reading) !== 'next');
  const steps = read.map((step, at) => ({ ...step, move: moveOf(step, deciding >= 0 && at > deciding) }));
  const isInsecure = !question.insecureTransport && read.some(({ isHttps }) => !isHttps);
  const end: CheckEnd = isInsecure
    ? { kind: 'insecure', says: WORDS.insecure }
    : endOf(steps[deciding] ?? null, { record, client, generation, steps });
  return { client, generation, steps, end };
}

interface Asker {
  readonly client: FeedClient;
  readonly generation: Generation;
}

type Read = Omit<Step, 'move'> & { readonly isHttps: boolean };

function readStep(record: FeedRecord, endpoint: string, asker: Asker): Read {
  const resolved = resolveEndpoint(endpoint, {
    ...asker,
    currentVersion: record.question.currentVersion,
  });
  if (resolved.kind === 'problem')
    return { endpoint, url: null, fetch: null, reading: null, came: resolved.what, isHttps: true };
  const { url, isHttps } = resolved;
  const found = lastFetch(record, 'manifest', url);
  if (found === null) return { endpoint, url, fetch: null, reading: null, came: 'not fetched', isHttps };
  const reading = readManifest(found.fetch);
  return { endpoint, url, fetch: found.index, reading, came: reading.what, isHttps };
}

function moveOf({ reading }: Read, isBehind: boolean): Step['move'] {
  if (isBehind) return 'not-asked';
  return reading === null ? 'stops' : actOn(reading);
}

function actOn(reading: Reading): 'next' | 'stops' | 'takes' {
  switch (reading.kind) {
    case 'release':
    case 'no-update':
      return 'takes';
    case 'not-json':
    case 'cut':
      return 'stops';
    case 'refused':
    case 'silent':
    case 'malformed':
      return 'next';
  }
}

interface Ending extends Asker {
  readonly record: FeedRecord;
  readonly steps: readonly Step[];
}

function endOf(deciding: Step | null, ending: Ending): CheckEnd {
  if (deciding === null) return { kind: 'exhausted', says: lastWords(ending) };
  const { reading } = deciding;
  if (reading === null)
    return { kind: 'unknown', why: `${deciding.url ?? deciding.endpoint}: ${deciding.came}` };
  if (reading.kind === 'no-update') return { kind: 'up-to-date', version: null };
  if (reading.kind === 'release') return endWith(reading.release, ending);
  return { kind: 'stopped', says: WORDS.notJson };
}

/** The older ones keep silent of an endpoint that did not answer. */
function lastWords({ steps, generation }: Ending): string {
  const words = steps.flatMap(({ reading, url }) => {
    if (reading?.kind === 'malformed') return reading.says;
    return reading?.kind === 'silent' && generation === 'newer' ? sendingFailed(url ?? '') : [];
  });
  return words.at(-1) ?? (steps.length === 0 ? WORDS.noEndpoints : WORDS.releaseNotFound);
}

function endWith(release: Release, { record, client, generation }: Ending): CheckEnd {
  const installed = readVersion(record.question.currentVersion ?? '');
  const isDue = installed === null || isNewer(release.version, installed);
  const own = ownEntry(release, client, generation);
  // The older ones look for their own entry only when there is something to install.
  if (!isDue && (own.kind === 'found' || generation === 'older'))
    return { kind: 'up-to-date', version: release.version };
  if (own.kind === 'found') return { kind: 'offers', release, entry: own.entry, key: own.key };
  return { kind: 'lacks-own', release, own, says: targetMissing(own.keys, generation === 'older') };
}
