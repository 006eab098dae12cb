import { expect, test } from 'vitest';
import type { RecordedOperation } from '../../history/recorded.ts';
import { op, violationsIn } from '../auth/test/recorded.ts';
import { tokenVersionModel } from './token-version-model.ts';

const told = (...ops: RecordedOperation[]): string => {
  const named = ops.map((one) => ({ ...one, key: 'u' }));
  return violationsIn(tokenVersionModel({ base: 1 }), named)
    .map(({ message, cause }) => `${message}\nCause: ${cause}`)
    .join('\n\n');
};
const kick = (at: readonly [number, number], output: number | null = null) =>
  op('kick', at, { output, replica: 'b-1' });
const look = (
  f: 'accept' | 'reject',
  input: number,
  at: readonly [number, number],
  replica: string | null = 'b-2',
) => op(f, at, { input, replica });

test('tells a stale accept', () => {
  expect(told(look('accept', 1, [0, 1]), kick([5, 6]), look('accept', 1, [10, 11]))).toMatchInlineSnapshot(`
    "the token version of "u" is not one register: a version that a returned kick had ended was used again: operation 1 (kick at b-1), then, 4 ms later, operation 2 (accept of version 1 at b-2)
    Cause: b-1 answers the kick before it writes"
  `);
});
test('tells a stale login', () => {
  expect(told(kick([5, 6]), op('login', [10, 11], { output: 1, replica: null }))).toMatchInlineSnapshot(`
    "the token version of "u" is not one register: a version that a returned kick had ended was used again: operation 0 (kick at b-1), then, 4 ms later, operation 1 (login of version 1)
    Cause: the kick is answered before it is written, or an unnamed replica reads a copy of the token version"
  `);
});
test('tells a flip-flop', () => {
  expect(told(kick([5, 90]), look('reject', 1, [10, 11]), look('accept', 1, [12, 13], 'b-3')))
    .toMatchInlineSnapshot(`
    "the token version of "u" is not one register: a token was refused, and one of the same version was accepted later: operation 1 (reject of version 1 at b-2), then, 1 ms later, operation 2 (accept of version 1 at b-3)
    Cause: the kick is answered before it is written, or b-3 reads a copy of the token version"
  `);
});
test('tells an inversion', () => {
  expect(told(kick([5, 90]), look('accept', 2, [10, 11]), look('accept', 1, [12, 13], 'b-3')))
    .toMatchInlineSnapshot(`
    "the token version of "u" is not one register: an old version was used after a newer one had been seen: operation 1 (accept of version 2 at b-2), then, 1 ms later, operation 2 (accept of version 1 at b-3)
    Cause: b-3 reads a copy of the token version that lags behind"
  `);
});
test('tells a spurious 401', () => {
  expect(told(look('reject', 1, [10, 11]))).toMatchInlineSnapshot(`
    "the token version of "u" is not one register: a token was refused before any kick could have ended it: operation 0 (reject of version 1 at b-2)
    Cause: b-2 refuses tokens that nothing has ended: its secret, its clock or its store is not that of the others"
  `);
  expect(told(look('reject', 1, [10, 11], null), kick([20, 21]))).toMatchInlineSnapshot(`
    "the token version of "u" is not one register: a token was refused before any kick could have ended it: operation 0 (reject of version 1), then, 9 ms later, operation 1 (kick at b-1)
    Cause: an unnamed replica refuses tokens that nothing has ended: its secret, its clock or its store is not that of the others"
  `);
});
test('tells a version that no kick can have made', () => {
  expect(told(look('accept', 3, [10, 11]))).toMatchInlineSnapshot(`
    "the token version of "u" is not one register: a version was seen that no kick can have made: operation 0 (accept of version 3 at b-2)
    Cause: the version was predicted or forged, or a kick is not in the history"
  `);
});
test('tells a lost update', () => {
  expect(told(kick([0, 5], 2), op('kick', [1, 6], { output: 2, replica: 'b-0' }))).toMatchInlineSnapshot(`
    "the token version of "u" is not one register: a kick that had returned was lost: its version was made again: operation 0 (kick to version 2 at b-1) and operation 1 (kick to version 2 at b-0)
    Cause: the version is read and written in two steps, so that kicks overwrite each other, or it went back in a failover"
  `);
});
