import { expect, test } from 'vitest';
import { plainText } from './plain-text.ts';

test('drops terminal escape sequences with their parameters', () => {
  expect(
    plainText(
      '\u001b[31mred\u001b[0m \u009b2Jcleared \u001b]8;;https://evil.example\u0007link\u001b]8;;\u0007',
    ),
  ).toBe('red cleared link');
});

test('makes one line of many and drops the carriage return that would overwrite it', () => {
  expect(plainText('one\r\ntwo\u2028three\tfour')).toBe('one two three four');
});

test('drops NUL, bidirectional overrides and invisible characters', () => {
  expect(plainText('a\u0000b\u202ec\u2066d\u200be\ufefff\u007fg\uffffh')).toBe('abcdefgh');
});

test('replaces lone surrogates and keeps pairs', () => {
  expect(plainText('\ud800x\udc00 😀')).toBe('\ufffdx\ufffd 😀');
});

test('cuts visibly, and never through a surrogate pair', () => {
  expect(plainText('abcdef', 4)).toBe('abc…');
  expect(plainText('ab😀cd', 4)).toBe('ab…');
  expect(plainText('abcd', 4)).toBe('abcd');
});

test('says that something was cut also when nothing of it was printable', () => {
  expect(plainText(`a${'\u0000'.repeat(100)}b`, 10)).toBe('a…');
});
