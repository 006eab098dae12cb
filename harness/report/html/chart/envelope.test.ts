import { expect, test } from 'vitest';
import { envelope } from './envelope.ts';

const spans = [
  { x: 0, span: [5, 3] },
  { x: 1, span: [9, 4] },
  { x: 2, span: null },
  { x: 3, span: [6, 1] },
  { x: 4, span: null },
  { x: 5, span: null },
] as const;

test('leaves spans alone that are few enough', () => {
  expect(envelope(spans, 6)).toEqual(spans);
});

test('puts neighbours together into one span that holds them all, and leaves a gap where none has one', () => {
  expect(envelope(spans, 3)).toEqual([
    { x: 1, span: [9, 3] },
    { x: 3, span: [6, 1] },
    { x: 5, span: null },
  ]);
});
