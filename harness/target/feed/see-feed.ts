import { signatureUrl } from '../../feed/fetched.ts';
import { manifestUrls } from '../../feed/endpoint.ts';
import { readManifest } from '../../feed/manifest/read-answer.ts';
import type { PlatformEntry, Release } from '../../feed/manifest/release.ts';
import { parsePublicKey } from '../../feed/minisign/public-key.ts';
import { parseSignature } from '../../feed/minisign/signature.ts';
import type { FeedFetch, FeedQuestion } from '../../feed/record.ts';
import type { LegacySignature } from './body-digest.ts';
import type { FeedRequest } from './fetch-feed.ts';
import { inLanes } from '../../time/lanes.ts';

/** Gets something of a feed, and puts what was seen on record. */
export type See = (request: FeedRequest) => Promise<FeedFetch['seen']>;

const LANES = { lanes: 4 };

/** Looks at all that some client of the question may ask for: manifests, the assets that they point to, and the signatures beside both. */
export async function seeFeed(question: FeedQuestion, see: See): Promise<void> {
  const manifests = await inLanes(manifestUrls(question), LANES, async (url) => ({
    url,
    reading: readManifest({ seen: await see({ url, what: 'manifest' }) }),
  }));
  const found = manifests.flatMap(({ url, reading }) =>
    reading.kind === 'release' ? [{ url, release: reading.release }] : [],
  );
  const entries = new Map(
    found.flatMap(({ release }) => entriesOf(release)).map((entry) => [entry.url, entry]),
  );
  const assets = [...entries.values()].map(({ url, signature }): FeedRequest => {
    const legacy = legacyOf(question, signature);
    return legacy === null ? { url, what: 'asset' } : { url, what: 'asset', legacy };
  });
  const signatures = [...found.map(({ url }) => url), ...entries.keys()]
    .filter(isFetchable)
    .map((url): FeedRequest => ({ url: signatureUrl(url), what: 'signature' }));
  await inLanes([...assets.filter(({ url }) => isFetchable(url)), ...signatures], LANES, see);
}

const entriesOf = ({ files }: Release): readonly PlatformEntry[] =>
  files.form === 'static' ? Object.values(files.platforms) : [files.entry];

const isFetchable = (url: string): boolean => /^https?:/u.test(url);

/** A signature of the old kind is over all bytes of its file: it must be at hand while they stream by. */
function legacyOf({ pubkey }: FeedQuestion, text: string): LegacySignature | null {
  const signature = parseSignature(text);
  const key = pubkey === null ? null : parsePublicKey(pubkey);
  if (signature.kind === 'problem' || signature.algorithm === 'ED' || key === null || key.kind === 'problem')
    return null;
  return { publicKey: key.bytes, signature: signature.signature };
}
