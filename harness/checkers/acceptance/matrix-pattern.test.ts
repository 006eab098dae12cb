import { expect, test } from 'vitest';
import { buildMatrix } from './matrix.ts';
import type { MatrixSample } from './matrix.ts';
import { analyseMatrix } from './matrix-pattern.ts';

/** `+` accepted, `-` refused, `~` both, `.` not tried; a row for each minting replica. */
function analyse(...rows: string[]) {
  const names = rows.map((_, i) => `b-${i + 1}`);
  const samples = rows.flatMap((row, i) =>
    row.split('').flatMap((mark, j): MatrixSample[] => {
      const cell = { minted: names[i]!, checked: names[j]! };
      const yes = mark === '+' || mark === '~' ? [{ ...cell, answer: 'accepted' as const }] : [];
      return mark === '-' || mark === '~' ? [...yes, { ...cell, answer: 'refused' as const }] : yes;
    }),
  );
  const { pattern, odd, cause } = analyseMatrix(buildMatrix(names, samples));
  return { pattern, odd, cause };
}

test('names nobody when all is accepted', () => {
  expect(analyse('+++', '+++', '+++')).toEqual({ pattern: 'uniform', odd: [], cause: null });
});
test('names the replica with another secret by its symmetric block', () => {
  expect(analyse('+-+', '-+-', '+-+')).toEqual({
    pattern: 'keys',
    odd: ['b-2'],
    cause: 'b-2 signs and verifies with another JWT_SECRET than the others',
  });
});
test('names it even when some cells were not tried', () => {
  expect(analyse('+-.', '-+-', '+-+').odd).toEqual(['b-2']);
});
test('names both of two replicas', () => {
  expect(analyse('+-', '-+')).toMatchObject({ pattern: 'keys', odd: ['b-1', 'b-2'] });
});
test('names both halves of a tie, and the smaller group otherwise', () => {
  expect(analyse('++--', '++--', '--++', '--++').odd).toEqual(['b-1', 'b-2', 'b-3', 'b-4']);
  expect(analyse('+++--', '+++--', '+++--', '---++', '---++').odd).toEqual(['b-4', 'b-5']);
});
test('tells that every replica has a key of its own', () => {
  expect(analyse('+--', '-+-', '--+')).toEqual({
    pattern: 'all-differ',
    odd: ['b-1', 'b-2', 'b-3'],
    cause: 'every replica signs with a key of its own',
  });
});
test('tells a row from a column', () => {
  expect(analyse('+++', '-+-', '+++')).toMatchObject({ pattern: 'row', odd: ['b-2'] });
  expect(analyse('++-', '++-', '+++')).toMatchObject({ pattern: 'column', odd: ['b-3'] });
  expect(analyse('+++', '---', '+++').cause).toContain('itself included');
  expect(analyse('++-', '++-', '++-').cause).toContain('refuses every token');
});
test('claims no pattern for refusals that come and go', () => {
  expect(analyse('++~', '+++', '+++')).toEqual({
    pattern: 'sporadic',
    odd: ['b-3'],
    cause: 'b-3 refused 1 of 2 such calls: sometimes, without a pattern',
  });
});
test('survives an empty matrix', () => {
  expect(analyse()).toEqual({ pattern: 'uniform', odd: [], cause: null });
});
