import { fileNameOf } from '../fetched.ts';
import type { PublicKey } from '../minisign/public-key.ts';
import type { Signature } from '../minisign/signature.ts';
import { verifySignature } from '../minisign/verify.ts';
import type { FeedRecord } from '../record.ts';

/** The name of another fetched file whose bytes a signature is of; null when there is none. */
export function fileSignedBy(record: FeedRecord, key: PublicKey, signature: Signature): string | null {
  const found = record.fetches.find(({ seen, mirror }) => {
    if (seen.kind === 'silence' || mirror !== null || seen.status < 200 || seen.status > 299) return false;
    const verdict = verifySignature(key, signature, seen);
    return verdict === 'good' || verdict === 'comment-altered';
  });
  return found === undefined ? null : fileNameOf(found.url);
}
