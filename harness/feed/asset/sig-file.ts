import type { Fault } from '../fault.ts';
import { lastFetch, signatureUrl } from '../fetched.ts';
import { parseSignature } from '../minisign/signature.ts';
import { type SignatureVerdict, verifySignature } from '../minisign/verify.ts';
import { printable } from '../printable.ts';
import type { FeedAnswer, FeedRecord } from '../record.ts';
import { listedAsset } from './listed-size.ts';
import type { Held } from './signature-fault.ts';
import { nameOf, type Taken } from './taken.ts';

const INSTALLS =
  'Nothing today: clients verify by the signature in the manifest. Whoever verifies by hand, or makes the next manifest from the .sig files, cannot.';

/** The fault of an asset without its `.sig`; null where it has one, or nobody looked. */
export function missingSigFile(taken: Taken): Fault | null {
  const name = `${nameOf(taken)}.sig`;
  const found = lastFetch(taken.record, 'signature', signatureUrl(taken.url));
  const isMissing =
    taken.record.listing === null
      ? found !== null && isGone(found.fetch.seen) && hasSigFiles(taken.record)
      : listedAsset(taken, '.sig') === null;
  if (!isMissing) return null;
  return {
    id: 'sig-missing',
    severity: 'failure',
    cause: 'file',
    says: INSTALLS,
    why: `The release has no ${printable(name)}.`,
    mend: 'Upload the .sig that the build made beside the asset.',
    culprits: [printable(name)],
    fetches: found === null ? [taken.manifestFetch] : [taken.manifestFetch, found.index],
  };
}

const isGone = (seen: FeedRecord['fetches'][number]['seen']): boolean =>
  seen.kind === 'answer' && (seen.status === 404 || seen.status === 410);

/** A project that publishes none of them does not miss one. */
const hasSigFiles = ({ fetches }: FeedRecord): boolean =>
  fetches.some(({ what, seen }) => what === 'signature' && seen.kind === 'answer' && seen.status === 200);

/** What the `.sig` beside an asset is; null when it was not fetched, or is no signature. */
export function sigFileVerdict({ taken, answer, key }: Held): SignatureVerdict | null {
  const text = sigTextOf(taken)?.text ?? null;
  if (text === null) return null;
  const parsed = parseSignature(text);
  return parsed.kind === 'problem' ? null : verifySignature(key, parsed, answer);
}

function sigTextOf(taken: Taken): (FeedAnswer & { readonly index: number }) | null {
  const found = lastFetch(taken.record, 'signature', signatureUrl(taken.url));
  if (found === null || found.fetch.seen.kind === 'silence' || found.fetch.seen.status !== 200) return null;
  return { ...found.fetch.seen, index: found.index };
}

/** The fault of a `.sig` that is not the signature in the manifest, where that one is good; null when they are the same. */
export function unlikeSigFile(held: Held): Fault | null {
  const { taken } = held;
  const file = sigTextOf(taken);
  if (file === null || file.text === null) return null;
  if (packed(file.text) === packed(taken.signature)) return null;
  const verdict = sigFileVerdict(held);
  return {
    id: 'sig-unlike-manifest',
    severity: verdict === 'good' ? 'warning' : 'failure',
    cause: verdict ?? 'none',
    says: INSTALLS,
    why: `${printable(nameOf(taken))}.sig is not the signature in the manifest; ${SIG_FILE_IS[verdict ?? 'none']}.`,
    mend: 'Publish the .sig and the manifest of one build.',
    culprits: [`${printable(nameOf(taken))}.sig`],
    fetches: [taken.manifestFetch, held.fetch, file.index],
  };
}

/** Compared as signatures: base64 or not, with or without line breaks at their end. */
function packed(text: string): string {
  const parsed = parseSignature(text);
  if (parsed.kind === 'problem') return text.trim();
  const { keyId, trustedComment, signature, globalSignature } = parsed;
  return [keyId, trustedComment, hex(signature), hex(globalSignature)].join('\n');
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

const SIG_FILE_IS: Readonly<Record<SignatureVerdict | 'none', string>> = {
  good: 'both are good, so it was signed twice',
  'other-key': 'the file is by another key',
  'other-bytes': 'the file is of other bytes',
  'comment-altered': 'the comment of the file is altered',
  altered: 'the file is altered',
  untried: 'nobody tried the file, which is of the old kind',
  none: 'the file is no signature',
};
