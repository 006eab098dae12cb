import { expect, test } from 'vitest';
import { memoised } from './step-table.ts';

test('a step is computed once for each state and action, however many there are', () => {
  const asked: string[] = [];
  const step = memoised((state, action) => {
    asked.push(`${state} ${action}`);
    return state * 1000 + action - 1;
  });
  for (let round = 0; round < 2; round += 1) {
    for (let state = 0; state < 60; state += 1) {
      for (let action = 0; action < 50; action += 1) {
        expect(step(state, action)).toBe(state * 1000 + action - 1);
      }
    }
  }
  expect(asked.length).toBe(3000);
  expect(new Set(asked).size).toBe(3000);
});
