import { expect, test } from 'vitest';
import { atOdds } from './at-odds.ts';

const bad = (first: string | null, second: string | null) => ({ first, second, agreed: false });
const good = (first: string | null, second: string | null) => ({ first, second, agreed: true });

test('whoever is at odds with itself is at fault, and so is everybody asked', () => {
  expect(atOdds([bad('b-1', 'b-1'), bad('b-1', 'b-2')])).toEqual(['b-1', 'b-2']);
  expect(atOdds([bad(null, 'b-2')])).toEqual(['b-2']);
});

test('the one that takes part in every disagreement is at fault', () => {
  expect(atOdds([bad('b-2', 'b-1'), bad('b-3', 'b-2'), good('b-1', 'b-3')])).toEqual(['b-2']);
});

test('of two, the one that agrees with nobody else', () => {
  expect(atOdds([bad('b-2', 'b-1'), good('b-3', 'b-1')])).toEqual(['b-2']);
  expect(atOdds([bad('b-2', 'b-1'), good('b-2', 'b-3')])).toEqual(['b-1']);
});

test('nobody where it may be either', () => {
  expect(atOdds([bad('b-2', 'b-1')])).toEqual([]);
  expect(atOdds([bad('b-2', 'b-1'), good('b-2', 'b-3'), good('b-1', 'b-3')])).toEqual([]);
  expect(atOdds([bad('b-2', 'b-1'), good('b-2', 'b-2'), good('b-2', 'b-1')])).toEqual([]);
});

test('all that were asked where nobody takes part in each, and nobody where nothing is wrong', () => {
  expect(atOdds([bad('b-1', 'b-2'), bad('b-2', 'b-3'), bad('b-3', 'b-1')])).toEqual(['b-1', 'b-2', 'b-3']);
  expect(atOdds([good('b-1', 'b-2'), bad(null, null)])).toEqual([]);
});
