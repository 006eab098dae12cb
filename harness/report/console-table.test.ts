import { expect, test } from 'vitest';
import { renderTable } from './console-table.ts';

const table = (columns: readonly string[], ...rows: readonly (readonly (string | number | null)[])[]) =>
  ({ kind: 'table', title: 'What was', columns, rows }) as const;

test('columns are as wide as their widest cell, and nothing is a dash', () => {
  expect(renderTable(table(['n', 'carry'], [1, '500/s'], [12, null]), 80)).toBe(
    ['What was', 'n   carry', '1   500/s', '12  –', ''].join('\n'),
  );
});

test('what is too wide goes on in lines of its own, and what is narrow is left whole', () => {
  const told = table(
    ['n', 'what it is', 'why'],
    [1, 'a word and another', 'one more word and then some'],
    [2, 'x', null],
  );
  expect(renderTable(told, 31).split('\n')).toEqual([
    'What was',
    'n  what it is     why',
    '1  a word and     one more word',
    '   another        and then some',
    '2  x              –',
    '',
  ]);
});

test('a word is only broken where it is very long', () => {
  const told = table(['finding', 'why'], ['signature-unreadable', 'x'.repeat(40)]);
  expect(renderTable(told, 40).split('\n')).toEqual([
    'What was',
    'finding               why',
    `signature-unreadable  ${'x'.repeat(18)}`,
    `                      ${'x'.repeat(18)}`,
    '                      xxxx',
    '',
  ]);
});

test('a terminal that is too narrow gets lines that are too long, rather than words in pieces', () => {
  expect(renderTable(table(['a', 'b'], ['twelve chars', 'twelve chars']), 10)).toContain(
    'twelve chars  twelve chars',
  );
});

test('what a target said cannot move the cursor', () => {
  expect(renderTable(table(['n'], ['\u001B[2Jgone\nnext']), 80)).toBe('What was\nn\ngone next\n');
});
