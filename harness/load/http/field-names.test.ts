import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileFieldNames, NAME_BEGINS, NO_NAME } from './field-names.ts';

const NAMES = ['content-length', 'connection', 'content', 'x-1'];
const { next, idAt } = compileFieldNames(NAMES);

/** The place of the name that the text is read as; null when it has a byte that no name may have. */
function idOf(text: string): number | null {
  let node = NAME_BEGINS;
  for (const byte of Buffer.from(text, 'latin1')) {
    node = next[(node << 8) | byte]!;
    if (node === NO_NAME) return null;
  }
  return idAt[node]!;
}

const likeNames = fc
  .tuple(fc.constantFrom(...NAMES, 'conn'), fc.string({ maxLength: 2 }), fc.nat(14))
  .map(([name, more, at]) => name.slice(0, at) + more + name.slice(at));
const inAnyCase = fc.tuple(likeNames, fc.nat()).map(([name, bits]) =>
  name
    .split('')
    .map((letter, at) => ((bits >> at) & 1 ? letter.toUpperCase() : letter))
    .join(''),
);

test('a name is recognised in any case of its letters, and nothing but those asked for is', () => {
  let recognised = 0;
  fc.assert(
    fc.property(inAnyCase, (text) => {
      const isName = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]*$/u.test(text);
      const id = idOf(text);
      expect(id).toBe(isName ? NAMES.indexOf(text.toLowerCase()) : null);
      if (id !== null && id >= 0) recognised += 1;
    }),
    { numRuns: 2000 },
  );
  expect(recognised).toBeGreaterThan(100);
});

test('of all bytes only those of a token may stand in a name', () => {
  const allowed = Array.from({ length: 256 }, (_, byte) => byte).filter(
    (byte) => idOf(String.fromCharCode(byte)) !== null,
  );
  expect(String.fromCharCode(...allowed)).toBe(
    "!#$%&'*+-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ^_`abcdefghijklmnopqrstuvwxyz|~",
  );
});
