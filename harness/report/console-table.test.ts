import { expect, test } from 'vitest';
import { renderTable } from './console-table.ts';

const table = (columns: readonly string[], ...rows: readonly (readonly (string | number | null)[])[]) =>
  ({ kind: 'table', title: 'What was', columns, rows }) as const;

test('columns are as wide as their widest cell, and nothing is a dash', () => {
  expect(renderTable(table(['n', 'carry'], [1, '500/s'], [12, null]), 80)).toBe(
    ['What was', 'n   carry', '1   500/s', '12  –', ''].join('\n'),
  );
});

test('the last column goes on in lines of its own', () => {
  expect(renderTable(table(['n', 'why'], [1, 'a word and another, and one more word'], [2, 'x']), 27)).toBe(
    ['What was', 'n  why', '1  a word and another, and', '   one more word', '2  x', ''].join('\n'),
  );
});

test('what a target said cannot move the cursor', () => {
  expect(renderTable(table(['n'], ['\u001B[2Jgone\nnext']), 80)).toBe('What was\nn\ngone next\n');
});
