import { createPublicKey, verify } from 'node:crypto';
import type { PublicKey } from './public-key.ts';
import type { Signature } from './signature.ts';

/** What a signature is held against: the BLAKE2b-512 digest of the file in hex, and what was found of a signature of the old kind. */
export interface Signed {
  readonly blake2b512: string;
  /** Null when it was not tried. */
  readonly legacyVerified: boolean | null;
}

/**
 * `other-bytes`: this key signed something else. `comment-altered`: it signed these bytes with another comment.
 * `altered`: it made none of it. `untried`: it is of the old kind, and nobody tried it. A client refuses all but the first.
 */
export type SignatureVerdict =
  | 'good'
  | 'other-key'
  | 'other-bytes'
  | 'comment-altered'
  | 'altered'
  | 'untried';

/** What precedes an Ed25519 key in its DER form (RFC 8410, 4). */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

/** Verifies bytes and trusted comment as minisign does (https://jedisct1.github.io/minisign/, "Signature format"). */
export function verifySignature(key: PublicKey, signature: Signature, signed: Signed): SignatureVerdict {
  if (key.id !== signature.keyId) return 'other-key';
  const areItsBytes = fits(key, signature, signed);
  if (areItsBytes === null) return 'untried';
  const comment = Buffer.concat([signature.signature, Buffer.from(signature.trustedComment, 'utf8')]);
  const isItsComment = isSigned(key, comment, signature.globalSignature);
  if (areItsBytes) return isItsComment ? 'good' : 'comment-altered';
  return isItsComment ? 'other-bytes' : 'altered';
}

function fits(key: PublicKey, signature: Signature, { blake2b512, legacyVerified }: Signed): boolean | null {
  if (signature.algorithm === 'Ed') return legacyVerified;
  return isSigned(key, Buffer.from(blake2b512, 'hex'), signature.signature);
}

function isSigned(key: PublicKey, bytes: Uint8Array, signature: Uint8Array): boolean {
  const spki = createPublicKey({
    key: Buffer.concat([SPKI_PREFIX, key.bytes]),
    format: 'der',
    type: 'spki',
  });
  return verify(null, bytes, spki, signature);
}
