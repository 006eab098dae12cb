import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { array, assert, nat, property, string, uint8Array } from 'fast-check';
import { expect, test } from 'vitest';
import { LEGACY_BYTES, startDigest, TEXT_BYTES, type LegacySignature } from './body-digest.ts';

const digested = (chunks: readonly Uint8Array[], isText: boolean, legacy: LegacySignature | null = null) => {
  const digest = startDigest({ isText, legacy });
  for (const chunk of chunks) digest.add(chunk);
  return digest.end();
};
const textOf = (...chunks: readonly (string | Uint8Array)[]) =>
  digested(
    chunks.map((chunk) => Buffer.from(chunk)),
    true,
  ).text;

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const key = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
const signed = (body: Uint8Array): LegacySignature => ({
  publicKey: key,
  signature: sign(null, body, privateKey),
});

test('a body in any pieces is digested as one', () => {
  assert(
    property(array(uint8Array()), (chunks) => {
      const whole = Buffer.concat(chunks);
      expect(digested(chunks, false, signed(whole))).toEqual({
        bytes: whole.length,
        sha256: createHash('sha256').update(whole).digest('hex'),
        blake2b512: createHash('blake2b512').update(whole).digest('hex'),
        text: null,
        legacyVerified: true,
      });
    }),
  );
});

test('any text in any pieces is kept as it is', () => {
  assert(
    property(string({ unit: 'binary' }), nat(), (text, cut) => {
      const bytes = Buffer.from(text);
      expect(textOf(bytes.subarray(0, cut), bytes.subarray(cut))).toBe(text);
    }),
  );
});

test('what is no UTF-8 is no text', () => {
  expect(textOf(Uint8Array.of(0x7b, 0xff, 0x7d))).toBeNull();
  expect(textOf(Uint8Array.of(0xc3))).toBeNull();
});

test('a byte order mark is part of the text', () => {
  expect(textOf('\uFEFF{}')).toBe('\uFEFF{}');
});

test('a text is kept up to its limit, and hashed beyond it', () => {
  const most = Buffer.alloc(TEXT_BYTES, 'x');
  expect(textOf(most)?.length).toBe(TEXT_BYTES);
  expect(digested([most, Buffer.from('y')], true)).toMatchObject({
    text: null,
    bytes: TEXT_BYTES + 1,
    sha256: createHash('sha256').update(most).update('y').digest('hex'),
  });
});

test('a text is not kept beyond its limit because it is signed', () => {
  const long = Buffer.alloc(TEXT_BYTES + 1, 'x');
  expect(digested([long], true, signed(long))).toMatchObject({ text: null, legacyVerified: true });
});

test('an old signature is tried on a body up to its limit, and not beyond it', () => {
  const most = Buffer.alloc(LEGACY_BYTES, 'x');
  expect(digested([most], false, signed(most))).toMatchObject({ legacyVerified: true });
  expect(digested([most, Buffer.from('y')], false, signed(most))).toMatchObject({
    legacyVerified: null,
    bytes: LEGACY_BYTES + 1,
  });
});

test('a signature of something else, or of no length that a signature has, is not good', () => {
  const body = Buffer.from('body');
  expect(digested([body], false, signed(Buffer.from('bodi')))).toMatchObject({ legacyVerified: false });
  const short = { publicKey: key, signature: Buffer.alloc(3) };
  expect(digested([body], false, short)).toMatchObject({ legacyVerified: false });
});

test('a key of a wrong length is not tried', () => {
  const body = Buffer.from('body');
  const legacy = { ...signed(body), publicKey: key.subarray(1) };
  expect(digested([body], false, legacy)).toMatchObject({ legacyVerified: null });
});
