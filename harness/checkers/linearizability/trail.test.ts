import { expect, test } from 'vitest';
import { FORCED, Trail } from './trail.ts';

test('moves are taken back in their order', () => {
  const trail = new Trail(3);
  trail.push(5, 1, -1, 9);
  trail.push(~2, 3, 5, FORCED);
  expect(trail).toMatchObject({ depth: 2, operation: ~2, state: 3, highest: 5, cursor: FORCED });
  trail.pop();
  expect(trail).toMatchObject({ depth: 1, operation: 5, state: 1, highest: -1, cursor: 9 });
});

test('the best way stays when the search goes another way', () => {
  const trail = new Trail(4);
  for (const operation of [1, 2, 3]) trail.push(operation, 0, 0, 0);
  trail.keep();
  trail.pop();
  trail.pop();
  trail.push(7, 0, 0, 0);
  expect([...trail.best]).toEqual([1, 2, 3]);
  trail.push(8, 0, 0, 0);
  trail.push(9, 0, 0, 0);
  trail.keep();
  expect([...trail.best]).toEqual([1, 7, 8, 9]);
  trail.pop();
  trail.keep();
  expect([...trail.best]).toEqual([1, 7, 8]);
});

test('moves taken back beyond the best change nothing of it, and those within are told apart', () => {
  const trail = new Trail(4);
  trail.push(1, 0, 0, 0);
  trail.keep();
  trail.push(2, 0, 0, 0);
  trail.push(3, 0, 0, 0);
  trail.pop();
  trail.keep();
  expect([...trail.best]).toEqual([1, 2]);
});
