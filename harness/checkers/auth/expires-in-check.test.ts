import { expect, test } from 'vitest';
import { expiresInMatchesTheToken } from './expires-in-check.ts';
import { history, login, refresh } from './test/story.ts';
import type { Draft } from './test/story.ts';

const judge = (drafts: Draft[], settings: Record<string, number> = {}, stage?: string) =>
  expiresInMatchesTheToken(stage === undefined ? {} : { stage }).judge(history(drafts, { settings })).verdict;
/** The stories say 3600 s of every token. */
const mint = (lifetimeS: number | null, on = 'b-1') => login({ at: [0, 1], on, token: on, lifetimeS });

test('is valid when expiresIn, token and setting agree', () => {
  const again = refresh({ at: [5, 6], on: 'b-2', token: 'n', with: 'r' });
  expect(judge([mint(3_600), again], { ACCESS_TTL_S: 3_600 })).toEqual({ status: 'valid', examined: 2 });
  expect(judge([mint(3_600)]).status).toBe('valid');
});
test.each([
  [3_540, 'expiresIn is 60 s more than the token has: it is not made from the token'],
  [7_200, 'expiresIn is 3600 s less than the token has: it is not made from the token'],
])('finds a token that lives %i s instead', (lifetimeS, cause) => {
  expect(judge([mint(lifetimeS, 'b-2'), mint(3_600)])).toMatchObject({
    violations: [{ anomaly: 'expires-in-wrong', culprits: ['b-2'], operations: [0], cause }],
  });
});
test('finds a life that is not what was set, whatever was said of it', () => {
  expect(judge([mint(3_600)], { ACCESS_TTL_S: 60 })).toMatchObject({
    violations: [{ anomaly: 'lifetime-not-as-set', culprits: ['b-1'] }],
  });
});
test('is unknown of nothing, of refusals, and of tokens that cannot be read', () => {
  expect(judge([]).status).toBe('unknown');
  expect(judge([mint(null)]).status).toBe('unknown');
  expect(judge([login({ at: [0, 1], on: 'b-1', token: '-', status: 401 })]).status).toBe('unknown');
  expect(judge([mint(60)], {}, 'another').status).toBe('unknown');
});
