import { expect, test } from 'vitest';
import { wrap, wrapAtMost } from './wrap.ts';

test('breaks at blanks and never makes a line longer than the width', () => {
  expect(wrap('one two three four', 9)).toEqual(['one two', 'three', 'four']);
});

test('breaks a word that is longer than a line', () => {
  expect(wrap('ab abcdefgh', 3)).toEqual(['ab', 'abc', 'def', 'gh']);
});

test('makes no line of no text', () => {
  expect(wrap('', 10)).toEqual([]);
});

test('shows that lines were left out', () => {
  expect(wrapAtMost('one two three four', 9, 2)).toEqual(['one two', 'three…']);
  expect(wrapAtMost('one two', 9, 2)).toEqual(['one two']);
});
