import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { bytesOf, SIGNER, STRANGER } from '../test/feed-story.ts';
import { blake2b512, makeSigner, type Signer } from '../test/signer.ts';
import { parsePublicKey } from './public-key.ts';
import { parseSignature, type Signature } from './signature.ts';
import { verifySignature } from './verify.ts';

const keyOf = ({ pubkey }: Signer) => {
  const key = parsePublicKey(pubkey);
  if (key.kind === 'problem') throw new Error(key.what);
  return key;
};
const signatureOf = (text: string): Signature => {
  const read = parseSignature(text);
  if (read.kind === 'problem') throw new Error(read.what);
  return read;
};
const APP = bytesOf('an application');
const seen = (bytes: Uint8Array, legacyVerified: boolean | null = null) => ({
  blake2b512: blake2b512(bytes),
  legacyVerified,
});
const COMMENT = 'timestamp:1\tfile:app.exe';
const signature = signatureOf(SIGNER.sign(APP, COMMENT));
const verdict = (over: Partial<Signature>, of = seen(APP), key = keyOf(SIGNER)) =>
  verifySignature(key, { ...signature, ...over }, of);

test('a signature of these bytes by this key is good', () => {
  expect(verdict({})).toBe('good');
});

test('what is wrong is told apart: the key, the bytes, the comment, or all of it', () => {
  const elsewhere = signatureOf(SIGNER.sign(bytesOf('another'), COMMENT));
  expect(verdict({}, seen(APP), keyOf(STRANGER))).toBe('other-key');
  expect(verdict({}, seen(bytesOf('another')))).toBe('other-bytes');
  expect(verdict({ trustedComment: `${COMMENT}\tversion:9.9.9` })).toBe('comment-altered');
  expect(verdict({ globalSignature: elsewhere.globalSignature })).toBe('comment-altered');
  expect(verdict({ signature: elsewhere.signature })).toBe('altered');
});

test('another key that claims the id is found out', () => {
  const impostor = makeSigner(0xab);
  expect(impostor.id).toBe(SIGNER.id);
  expect(verifySignature(keyOf(SIGNER), signatureOf(impostor.sign(APP, COMMENT)), seen(APP))).toBe('altered');
});

test('of the old kind, whoever saw the bytes tells whether it is good, and the comment is verified here', () => {
  const old = signatureOf(SIGNER.sign(APP, COMMENT, 'Ed'));
  expect(verifySignature(keyOf(SIGNER), old, seen(APP, true))).toBe('good');
  expect(verifySignature(keyOf(SIGNER), old, seen(APP, false))).toBe('other-bytes');
  expect(verifySignature(keyOf(SIGNER), old, seen(APP))).toBe('untried');
  expect(verifySignature(keyOf(SIGNER), { ...old, trustedComment: 'x' }, seen(APP, true))).toBe(
    'comment-altered',
  );
});

test('no changed bit of bytes, comment, signature or key is good', () => {
  const flipped = (bytes: Uint8Array, bit: number): Uint8Array =>
    bytes.map((byte, at) => (at === (bit >> 3) % bytes.length ? byte ^ (1 << (bit & 7)) : byte));
  const parts = fc.constantFrom('signature', 'globalSignature', 'bytes', 'key', 'comment');
  fc.assert(
    fc.property(parts, fc.nat(), fc.string({ minLength: 1 }), (part, bit, more) => {
      const key = keyOf(SIGNER);
      if (part === 'bytes') expect(verdict({}, seen(flipped(APP, bit)))).not.toBe('good');
      else if (part === 'comment') expect(verdict({ trustedComment: COMMENT + more })).not.toBe('good');
      else if (part === 'key')
        expect(verdict({}, seen(APP), { ...key, bytes: flipped(key.bytes, bit) })).not.toBe('good');
      else expect(verdict({ [part]: flipped(signature[part], bit) })).not.toBe('good');
    }),
    { numRuns: 300 },
  );
});

test('every signed file is good for whoever has the key', () => {
  fc.assert(
    fc.property(
      fc.uint8Array(),
      fc.string().filter((text) => !/[\r\n]/u.test(text)),
      (bytes, comment) => {
        const read = signatureOf(SIGNER.sign(bytes, comment));
        expect(verifySignature(keyOf(SIGNER), read, seen(bytes))).toBe('good');
      },
    ),
  );
});
