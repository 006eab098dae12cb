import { createHash, createPublicKey, verify } from 'node:crypto';
import type { FeedAnswer } from '../../feed/record.ts';

/** A signature over all bytes of a file, as old signers made it (minisign's `Ed`). */
export interface LegacySignature {
  /** The 32 bytes of an Ed25519 key. */
  readonly publicKey: Uint8Array;
  /** The 64 bytes of an Ed25519 signature. */
  readonly signature: Uint8Array;
}

/** What an answer tells of its body. */
type DigestedBody = Pick<FeedAnswer, 'bytes' | 'sha256' | 'blake2b512' | 'text' | 'legacyVerified'>;

/** A body as it streams by: counted, hashed, and kept only as far as it is needed whole. */
export interface BodyDigest {
  readonly add: (chunk: Uint8Array) => void;
  readonly bytes: () => number;
  /** To be called once, after the last byte. */
  readonly end: () => DigestedBody;
}

/** What of a body is needed whole. */
export interface DigestOptions {
  /** Whether the body is a text that is judged: a manifest or a signature. */
  readonly isText: boolean;
  /** Over the body, where it is of the old kind. */
  readonly legacy: LegacySignature | null;
}

/** Longer texts are hashed and not kept. */
export const TEXT_BYTES = 1024 * 1024;
/** A signature of the old kind needs its file whole; of longer files it is not verified. */
export const LEGACY_BYTES = 64 * 1024 * 1024;

/** Begins to digest a body: SHA-256 and BLAKE2b-512 (RFC 7693), which is what a signature of today is over. */
export function startDigest({ isText, legacy }: DigestOptions): BodyDigest {
  const sha256 = createHash('sha256');
  const blake2b512 = createHash('blake2b512');
  const keptBytes = Math.max(isText ? TEXT_BYTES : 0, legacy === null ? 0 : LEGACY_BYTES);
  const kept: Uint8Array[] = [];
  let bytes = 0;
  return {
    bytes: () => bytes,
    add: (chunk) => {
      bytes += chunk.length;
      sha256.update(chunk);
      blake2b512.update(chunk);
      if (bytes <= keptBytes) kept.push(chunk);
      else kept.length = 0;
    },
    end: () => {
      const whole = bytes <= keptBytes ? Buffer.concat(kept) : null;
      return {
        bytes,
        sha256: sha256.digest('hex'),
        blake2b512: blake2b512.digest('hex'),
        text: isText && whole !== null && bytes <= TEXT_BYTES ? textOf(whole) : null,
        legacyVerified: legacy === null || whole === null ? null : isSignedBy(whole, legacy),
      };
    },
  };
}

/** A byte order mark stays: a client's JSON parser does not take it either. */
function textOf(body: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    // No UTF-8, which is what null says.
    return null;
  }
}

/** What stands before the 32 bytes of an Ed25519 key in a SubjectPublicKeyInfo (RFC 8410). */
const KEY_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');
const KEY_BYTES = 32;

function isSignedBy(body: Uint8Array, { publicKey, signature }: LegacySignature): boolean | null {
  if (publicKey.length !== KEY_BYTES) return null;
  const der = Buffer.concat([KEY_PREFIX, publicKey]);
  return verify(null, body, createPublicKey({ key: der, format: 'der', type: 'spki' }), signature);
}
