import { keyIdOf } from './key-id.ts';
import { fromBase64, readMinisignText, type TextForm } from './minisign-text.ts';

/** A minisign signature, unverified. */
export interface Signature {
  readonly kind: 'signature';
  /** `ED` is over the BLAKE2b-512 digest of a file, `Ed` (the old kind) over the file. */
  readonly algorithm: 'ED' | 'Ed';
  readonly keyId: string;
  /** Both of 64 bytes (Ed25519). */
  readonly signature: Uint8Array;
  readonly globalSignature: Uint8Array;
  /** What the global signature is over, beside the signature; to be believed only once that is verified. */
  readonly trustedComment: string;
  /** Only `exact` is what a client reads. */
  readonly form: TextForm;
}

/** Why a text is no signature. */
export interface SignatureProblem {
  readonly kind: 'problem';
  readonly isEmpty: boolean;
  /** Goes on from `The signature …`. */
  readonly what: string;
}

/** Algorithm, key id and signature. */
const SIGNED_BYTES = 2 + 8 + 64;
const GLOBAL_BYTES = 64;
const TRUSTED = 'trusted comment: ';

/** Reads a `.sig` file as Tauri writes it: base64 of the four lines of a minisign signature; or the four lines. */
export function parseSignature(text: string): Signature | SignatureProblem {
  const read = readMinisignText(text);
  if (read.kind === 'defect') return problem(read.what, text.trim() === '');
  const [, signed, comment, global] = read.lines;
  if (signed === undefined || comment === undefined || global === undefined)
    return problem(`has ${read.lines.length} of its 4 lines`);
  const [bytes, globalSignature] = [fromBase64(signed), fromBase64(global)];
  if (bytes === null) return problem('has no base64 in its second line');
  if (bytes.length !== SIGNED_BYTES)
    return problem(`holds ${bytes.length} bytes in its second line, and not ${SIGNED_BYTES}`);
  if (!comment.startsWith(TRUSTED)) return problem(`does not begin its third line with '${TRUSTED.trim()}'`);
  if (globalSignature?.length !== GLOBAL_BYTES)
    return problem(`does not hold ${GLOBAL_BYTES} bytes in its fourth line`);
  const algorithm = algorithmOf(bytes);
  if (algorithm === null) return problem('is of an algorithm that is not Ed25519');
  return {
    kind: 'signature',
    algorithm,
    keyId: keyIdOf(bytes.subarray(2, 10)),
    signature: bytes.subarray(10),
    globalSignature,
    trustedComment: comment.slice(TRUSTED.length),
    form: read.form,
  };
}

const problem = (what: string, isEmpty = false): SignatureProblem => ({ kind: 'problem', isEmpty, what });

function algorithmOf(bytes: Uint8Array): Signature['algorithm'] | null {
  const written = Buffer.from(bytes.subarray(0, 2)).toString('latin1');
  return written === 'ED' || written === 'Ed' ? written : null;
}
