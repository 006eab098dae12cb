import { expect, test } from 'vitest';
import type { Stop } from './search.ts';
import { wordsOfStop } from './search-words.ts';

const known = { heldPerSecond: 400, brokenPerSecond: 800, assumedBroken: [] };
const words = (stop: Partial<Stop>): string => wordsOfStop({ ...known, ...stop } as Stop);

test('only what was found is told as a capacity', () => {
  const capacity = { ratePerSecond: 455.5, brokenPerSecond: 475.7 };
  expect(words({ reason: 'found', capacity })).toBe(
    'The objective holds up to 455.5/s, confirmed, and breaks at 475.7/s.',
  );
  expect(words({ reason: 'ceiling', atLeastPerSecond: 5000 })).toBe(
    'The objective holds at 5000/s, confirmed, the highest rate allowed: the capacity is no less.',
  );
  expect(words({ reason: 'generator', brokenPerSecond: null })).toBe(
    'The generator was the limit, so there is no capacity to tell. It held at 400/s: a hint, not a capacity.',
  );
  expect(words({ reason: 'deadline', heldPerSecond: null })).toBe(
    'The time was up before a capacity was found. No rate held, it broke at 800/s: a hint, not a capacity.',
  );
  expect(words({ reason: 'never-held', heldPerSecond: null, brokenPerSecond: 1 })).toBe(
    'The objective breaks even at 1/s, the lowest rate allowed.',
  );
  expect(words({ reason: 'unsteady' })).toBe(
    'The system is unsteady: rates that hold once break when they are tried again, down to 800/s.',
  );
});

test('rates that were only taken for broken are named', () => {
  expect(words({ reason: 'unsteady', assumedBroken: [800] })).toMatch(
    / At 800\/s no trial could be decided: it counted as broken\.$/u,
  );
  expect(words({ reason: 'unsteady', assumedBroken: [800, 565.7] })).toMatch(
    / At 800\/s and 565\.7\/s no trial could be decided: they counted as broken\.$/u,
  );
});
