import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyText } from '../test/any-text.ts';
import { SIGNER } from '../test/feed-story.ts';
import { makeSigner } from '../test/signer.ts';
import { parsePublicKey } from './public-key.ts';

const base64 = (bytes: Uint8Array | string): string => Buffer.from(bytes).toString('base64');
const fileOf = (payload: Uint8Array): string => `untrusted comment: a key\n${base64(payload)}\n`;
const problemOf = (text: string) => {
  const parsed = parsePublicKey(text);
  return parsed.kind === 'problem' ? parsed : null;
};

test('a key is read from a configuration, and named as minisign does: a little-endian number', () => {
  const payload = Buffer.concat([
    Buffer.from('Ed'),
    Buffer.from('1122334455667788', 'hex'),
    Buffer.alloc(32, 7),
  ]);
  expect(parsePublicKey(base64(fileOf(payload)))).toEqual({
    kind: 'key',
    id: '8877665544332211',
    bytes: new Uint8Array(32).fill(7),
    form: 'exact',
  });
});

test.for([
  ['exact', SIGNER.pubkey],
  ['raw', SIGNER.pubkeyFile],
  ['raw', SIGNER.pubkeyFile.replaceAll('\n', '\r\n')],
  ['spaced', `${SIGNER.pubkey}\n`],
  ['spaced', SIGNER.pubkey.replace(/(.{76})/gu, '$1\n')],
])('a key in the form %s is read, and its form told', ([form, text]) => {
  expect(parsePublicKey(text ?? '')).toMatchObject({ kind: 'key', id: SIGNER.id, form });
});

test.for([
  ['', 'is empty'],
  [' \n', 'is empty'],
  ['not base64!', 'is not base64'],
  ['/home/me/.tauri/app.key.pub', 'is not base64'],
  ['QUJ', 'is not base64'],
  [base64(new Uint8Array([0xff, 0xfe, 0xfd])), 'is base64 of something that is no text'],
  [base64('hello'), "is base64 of a text that does not begin with 'untrusted comment:'"],
  [base64('untrusted comment: x'), 'has no base64 in its second line'],
  [
    base64(fileOf(Buffer.from('Ed12345678short'))),
    'holds 15 bytes in its second line, where a public key has 42',
  ],
  [base64(fileOf(Buffer.alloc(74, 1))), 'is a signature and no key'],
  [base64(fileOf(Buffer.alloc(42, 1))), 'is of an algorithm that is not Ed25519'],
  [base64(Buffer.alloc(42, 200)), 'is the second line of a public key file, without its first'],
  ['A'.repeat(40_000), 'has 40000 characters, and 32768 are the most there can be'],
])('%j is no key, and why is said', ([text = '', what]) => {
  expect(problemOf(text)).toEqual({
    kind: 'problem',
    isPrivateKey: false,
    what: `The pubkey ${what}. Put the contents of the .key.pub file there that \`tauri signer generate\` wrote.`,
  });
});

const PRIVATE = makeSigner(9).privateKey;
const privateFile = Buffer.from(PRIVATE, 'base64').toString();
const bare = privateFile.split('\n')[1] ?? '';
test.for([
  ['as a configuration would have it', PRIVATE],
  ['the file itself', privateFile],
  ['its second line', bare],
  ['with another comment', base64(privateFile.replace('rsign encrypted secret key', 'hello'))],
  ['cut short', base64('untrusted comment: rsign encrypted secret key\nRWRTY0Iy')],
  ['of OpenSSL', '-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA==\n-----END PRIVATE KEY-----'],
])('a private key is warned of and never repeated: %s', ([, text = '']) => {
  const problem = problemOf(text);
  expect(problem).toMatchObject({ isPrivateKey: true, what: expect.stringContaining('PRIVATE') });
  for (const secret of [text, bare, bare.slice(0, 12)]) expect(problem?.what).not.toContain(secret);
});

test('no text makes the parser throw', () => {
  const line = fc.oneof(fc.string(), fc.base64String({ maxLength: 300 }));
  const files = fc.tuple(line, line).map(([a, b]) => base64(`untrusted comment: ${a}\n${b}`));
  fc.assert(
    fc.property(fc.oneof(anyText(), fc.base64String(), files), (text) => {
      expect(['key', 'problem']).toContain(parsePublicKey(text).kind);
    }),
    { numRuns: 500 },
  );
});
