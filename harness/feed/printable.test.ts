import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyText } from './test/any-text.ts';
import { printable } from './printable.ts';

test('controls, colours and line breaks of a stranger do not come through', () => {
  expect(printable('a\u001B[31mred\u001B[0m\r\nb\u202Ec\u0000')).toBe('ared b c');
});

test('a long text is cut, and one can see that', () => {
  expect(printable('x'.repeat(500))).toBe(`${'x'.repeat(199)}…`);
  expect(printable('x'.repeat(10_000_000), 20)).toHaveLength(20);
});

test('whatever comes, what goes out is short and printable', () => {
  fc.assert(
    fc.property(anyText(900), fc.integer({ min: 2, max: 300 }), (text, max) => {
      const line = printable(text, max);
      expect(line.length).toBeLessThanOrEqual(max);
      expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u);
    }),
  );
});
