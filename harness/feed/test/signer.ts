import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

/** A pair of keys as `tauri signer generate` makes them, but for its password. */
export interface Signer {
  readonly id: string;
  /** As a configuration has it. */
  readonly pubkey: string;
  /** The two lines. */
  readonly pubkeyFile: string;
  /** What must never be published. */
  readonly privateKey: string;
  readonly sign: (bytes: Uint8Array, comment: string, algorithm?: 'ED' | 'Ed') => string;
}

const base64 = (bytes: Uint8Array | string): string => Buffer.from(bytes).toString('base64');
export const blake2b512 = (bytes: Uint8Array): string => createHash('blake2b512').update(bytes).digest('hex');
export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** A new pair whose key id is made of one byte. */
export function makeSigner(byte: number): Signer {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const id = Buffer.from([1, 2, 3, 4, 5, 6, 7, byte]);
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  const name = Buffer.from(id.toReversed()).toString('hex').toUpperCase();
  const pubkeyFile = `untrusted comment: minisign public key: ${name}\n${base64(Buffer.concat([Buffer.from('Ed'), id, raw]))}\n`;
  const secret = Buffer.concat([Buffer.from('EdScB2'), Buffer.alloc(152, byte)]);
  return {
    id: name,
    pubkey: base64(pubkeyFile),
    pubkeyFile,
    privateKey: base64(`untrusted comment: rsign encrypted secret key\n${base64(secret)}\n`),
    sign: (bytes, comment, algorithm = 'ED') =>
      base64(signatureFile({ privateKey, id, bytes, comment, algorithm })),
  };
}

interface Signing {
  readonly privateKey: KeyObject;
  readonly id: Uint8Array;
  readonly bytes: Uint8Array;
  readonly comment: string;
  readonly algorithm: 'ED' | 'Ed';
}

function signatureFile({ privateKey, id, bytes, comment, algorithm }: Signing): string {
  const digest = algorithm === 'ED' ? createHash('blake2b512').update(bytes).digest() : bytes;
  const signature = sign(null, digest, privateKey);
  const global = sign(null, Buffer.concat([signature, Buffer.from(comment)]), privateKey);
  return [
    'untrusted comment: signature from tauri secret key',
    base64(Buffer.concat([Buffer.from(algorithm), id, signature])),
    `trusted comment: ${comment}`,
    base64(global),
    '',
  ].join('\n');
}
