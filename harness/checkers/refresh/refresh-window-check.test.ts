import { expect, test } from 'vitest';
import { refreshWindowSlides } from './refresh-window-check.ts';
import { history, login, refresh } from '../auth/test/story.ts';
import type { Draft } from '../auth/test/story.ts';

const check = refreshWindowSlides();
/** A login at 0 and refreshes at these seconds; the last one refused when told so. */
function judge(seconds: number[], last = 200, end: 'ok' | 'info' = 'ok') {
  const refreshes = seconds.map((s, n): Draft => {
    const isLast = n === seconds.length - 1;
    const answer = isLast ? { status: end === 'info' ? null : last, outcome: end } : {};
    return refresh({ at: [s * 1e3, s * 1e3 + 5], on: 'b-1', token: `t${n + 1}`, with: `r-t${n}`, ...answer });
  });
  return check.judge(
    history([login({ at: [0, 5], on: 'b-1', token: 't0' }), ...refreshes], {
      settings: { REFRESH_TTL_S: 2 },
    }),
  ).verdict;
}

test('is valid when a session outlives the window of its login', () => {
  expect(judge([1, 1.8, 2.5])).toEqual({ status: 'valid', examined: 1 });
});
test('finds a window that does not slide', () => {
  expect(judge([1, 1.8, 2.5], 401)).toMatchObject({
    violations: [{ anomaly: 'refresh-window-fixed', culprits: ['b-1'], operations: [0, 2, 3] }],
  });
});
test('calls a refusal within the first window a lost session', () => {
  expect(judge([1, 1.5], 401)).toMatchObject({ violations: [{ anomaly: 'lost-session' }] });
});
test('blames for a lost session only a replica that refused its own token', () => {
  expect(judge([1, 1.5], 401)).toMatchObject({ violations: [{ culprits: ['b-1'] }] });
  const { verdict } = check.judge(
    history([
      login({ at: [0, 5], on: 'b-2', token: 't0' }),
      refresh({ at: [1000, 1005], on: 'b-1', token: 't1', with: 'r-t0', status: 401 }),
    ]),
  );
  expect(verdict).toMatchObject({ violations: [{ anomaly: 'lost-session', culprits: [] }] });
});
test('is unknown when refreshes came too late, too early, without an answer, or not at all', () => {
  expect(judge([1, 4], 401).status).toBe('unknown');
  expect(judge([1, 4])).toEqual({
    status: 'unknown',
    reason: 'refreshes came up to 3.0 s after the last, too late for the window',
  });
  expect(judge([1, 1.8]).status).toBe('unknown');
  expect(judge([1, 1.8, 2.5], 200, 'info').status).toBe('unknown');
  expect(judge([]).status).toBe('unknown');
});
