import { keyIdOf } from './key-id.ts';
import { fromBase64, readMinisignText, type TextForm } from './minisign-text.ts';

/** A minisign public key. */
export interface PublicKey {
  readonly kind: 'key';
  readonly id: string;
  /** The 32 bytes of the Ed25519 key (RFC 8032). */
  readonly bytes: Uint8Array;
  /** Only `exact` is what a client reads. */
  readonly form: TextForm;
}

/** Why a text is no public key; never repeats the text. */
export interface KeyProblem {
  readonly kind: 'problem';
  /** It is a private key: whoever sees the configuration can sign updates. */
  readonly isPrivateKey: boolean;
  /** In a sentence, with the next step. */
  readonly what: string;
}

/** Algorithm, key id and key. */
const KEY_BYTES = 2 + 8 + 32;
const SIGNATURE_BYTES = 2 + 8 + 64;
const ALGORITHMS = ['Ed', 'ED'];
const NEXT = 'Put the contents of the .key.pub file there that `tauri signer generate` wrote.';

/** Reads the `pubkey` of a Tauri configuration: base64 of the two lines of a minisign public key file, or the two lines. */
export function parsePublicKey(text: string): PublicKey | KeyProblem {
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/u.test(text)) return PRIVATE_KEY;
  const read = readMinisignText(text);
  if (read.kind === 'defect') return problemOf(read.what, read.bytes);
  const [comment = '', payload = ''] = read.lines;
  const bytes = fromBase64(payload);
  if (/encrypted secret key/iu.test(comment) || (bytes !== null && isPrivate(bytes))) return PRIVATE_KEY;
  if (bytes === null) return problem('has no base64 in its second line');
  if (bytes.length !== KEY_BYTES) return problem(wrongLength(bytes.length));
  const algorithm = Buffer.from(bytes.subarray(0, 2)).toString('latin1');
  if (!ALGORITHMS.includes(algorithm)) return problem('is of an algorithm that is not Ed25519');
  return { kind: 'key', id: keyIdOf(bytes.subarray(2, 10)), bytes: bytes.subarray(10), form: read.form };
}

const PRIVATE_KEY: KeyProblem = {
  kind: 'problem',
  isPrivateKey: true,
  what:
    'The pubkey is a PRIVATE key: whoever reads this file can sign updates once its password is known. ' +
    'Take it out at once, make a new pair with `tauri signer generate`, and put the public key there.',
};

const problem = (what: string): KeyProblem => ({
  kind: 'problem',
  isPrivateKey: false,
  what: `The pubkey ${what}. ${NEXT}`,
});

function problemOf(what: string, bytes: Uint8Array | null): KeyProblem {
  if (bytes === null) return problem(what);
  if (isPrivate(bytes)) return PRIVATE_KEY;
  const isBare = bytes.length === KEY_BYTES;
  return problem(isBare ? 'is the second line of a public key file, without its first' : what);
}

/** A minisign secret key: `Ed`, how it is encrypted (`Sc` for scrypt, zeros for not at all), and its checksum (`B2`). */
function isPrivate(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.subarray(0, 6)).toString('latin1');
  return head.startsWith('Ed') && head.endsWith('B2') && bytes.length > SIGNATURE_BYTES;
}

function wrongLength(found: number): string {
  return found === SIGNATURE_BYTES
    ? 'is a signature and no key'
    : `holds ${found} bytes in its second line, where a public key has ${KEY_BYTES}`;
}
