import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { JoinedBytes } from './joined-bytes.ts';

const pieces = fc.array(fc.record({ size: fc.nat(3000), isKept: fc.boolean() }), { maxLength: 8 });

test('pieces are one run, also when the fed buffer is written again after they were kept', () => {
  const joined = new JoinedBytes();
  const fed = Buffer.alloc(30_000);
  fc.assert(
    fc.property(pieces, (all) => {
      joined.clear();
      let expected = '';
      let at = 0;
      for (const [index, { size, isKept }] of all.entries()) {
        const letter = String.fromCharCode(97 + index);
        fed.fill(letter, at, at + size);
        joined.add(fed, at, at + size);
        expected += letter.repeat(size);
        at += size;
        if (isKept) {
          joined.keep();
          fed.fill('!');
          at = 0;
        }
      }
      expect(joined.length).toBe(expected.length);
      expect(joined.buffer.toString('latin1', joined.start, joined.end)).toBe(expected);
    }),
  );
});

test('its own buffer is kept, and grows to less than twice what was needed', () => {
  const joined = new JoinedBytes();
  const fed = Buffer.alloc(10_000);
  for (let at = 0; at < 10; at += 1) joined.add(fed, 0, 1000);
  const grown = joined.buffer;
  expect(grown.length).toBeLessThan(20_000);
  joined.clear();
  expect(joined.length).toBe(0);
  joined.add(fed, 0, 5000);
  joined.keep();
  expect(joined.buffer).toBe(grown);
});
