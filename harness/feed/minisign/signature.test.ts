import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyText } from '../test/any-text.ts';
import { bytesOf, SIGNER } from '../test/feed-story.ts';
import { parseSignature } from './signature.ts';

const base64 = (bytes: Uint8Array | string): string => Buffer.from(bytes).toString('base64');
const GOOD = SIGNER.sign(bytesOf('app'), 'timestamp:1\tfile:app.exe');
const LINES = Buffer.from(GOOD, 'base64').toString().split('\n');
const withLine = (at: number, line: string): string => base64(LINES.with(at, line).join('\n'));

test('a signature is read from a .sig of Tauri', () => {
  expect(parseSignature(GOOD)).toMatchObject({
    kind: 'signature',
    algorithm: 'ED',
    keyId: SIGNER.id,
    trustedComment: 'timestamp:1\tfile:app.exe',
    form: 'exact',
  });
});

test.for([
  ['raw', LINES.join('\n')],
  ['spaced', `${GOOD}\n`],
])('a signature in the form %s is read, and its form told', ([form, text]) => {
  expect(parseSignature(text ?? '')).toMatchObject({ keyId: SIGNER.id, form });
});

test.for([
  ['', true, 'is empty'],
  ['%%%', false, 'is not base64'],
  [base64(LINES.slice(0, 2).join('\n')), false, 'has 2 of its 4 lines'],
  [withLine(1, '!'), false, 'has no base64 in its second line'],
  [withLine(1, base64(Buffer.alloc(42))), false, 'holds 42 bytes in its second line, and not 74'],
  [withLine(2, 'timestamp:1'), false, "does not begin its third line with 'trusted comment:'"],
  [withLine(3, base64(Buffer.alloc(63))), false, 'does not hold 64 bytes in its fourth line'],
  [withLine(3, '!'), false, 'does not hold 64 bytes in its fourth line'],
  [withLine(1, base64(Buffer.alloc(74, 65))), false, 'is of an algorithm that is not Ed25519'],
] as const)('%j is no signature, and why is said', ([text, isEmpty, what]) => {
  expect(parseSignature(text)).toEqual({ kind: 'problem', isEmpty, what });
});

test('no text makes the parser throw', () => {
  const line = fc.oneof(fc.string(), fc.base64String(), fc.constantFrom(...LINES));
  const files = fc
    .array(line, { maxLength: 6 })
    .map((lines) => base64(['untrusted comment: x', ...lines].join('\n')));
  fc.assert(
    fc.property(fc.oneof(anyText(), fc.base64String(), files), (text) => {
      expect(['signature', 'problem']).toContain(parseSignature(text).kind);
    }),
    { numRuns: 500 },
  );
});
