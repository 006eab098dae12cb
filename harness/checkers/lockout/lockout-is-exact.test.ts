import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Operation } from '../../history/operation.ts';
import { lockoutIsExact } from './lockout-is-exact.ts';
import { historyOf, inTurn, right, wrong } from './test/attempts.ts';

const verdict = (operations: readonly Operation<'login'>[]) =>
  lockoutIsExact().judge(historyOf(operations)).verdict;
const violations = (operations: readonly Operation<'login'>[]) => {
  const found = verdict(operations);
  return found.status === 'invalid' ? found.violations : found.status;
};
const atOnce = (statuses: readonly number[], replicas: readonly string[] = ['b-1', 'b-2']) =>
  statuses.map((status, turn) => wrong([0, 50 + turn], replicas[turn % replicas.length] ?? '', status));
const LOCKED = atOnce([401, 401, 401, 401, 401, 429, 429]);
const other = { user: 'v' };
const RESET = [...inTurn(0, 4, 401, other), right([50, 55], 'b-1', 200, other), ...inTurn(60, 4, 401, other)];
const ENDED = [right([100, 110], 'b-1', 429), right([2100, 2110], 'b-2', 200)];

test('is valid when five of seven are evaluated, the right one is refused too, and the lockout ends', () => {
  expect(verdict([...LOCKED, ...ENDED, ...RESET])).toEqual({ status: 'valid', examined: 15 });
});

test('more evaluated at once means a counter that is not atomic', () => {
  expect(violations(atOnce([401, 401, 401, 401, 401, 401, 429]))).toMatchObject([
    {
      anomaly: 'over-evaluation',
      operations: [0, 1, 2, 3, 4, 5],
      culprits: ['b-1', 'b-2'],
      cause: expect.stringContaining('not atomic'),
    },
  ]);
});

test('more evaluated one after the other means that each replica counts for itself', () => {
  expect(violations(inTurn(0, 10, 401))).toMatchObject([{ cause: 'each replica counts for itself' }]);
  expect(violations(inTurn(0, 12, 401))).toMatchObject([{ cause: 'wrong passwords are not counted' }]);
});

test('one replica that counts for itself is named alone', () => {
  const names = ['b-1', 'b-3', 'b-1', 'b-3', 'b-1', 'b-2', 'b-2', 'b-2', 'b-2', 'b-2'];
  const odd = names.map((name, turn) => wrong([10 * turn, 10 * turn + 5], name, 401));
  expect(violations(odd)).toMatchObject([
    { culprits: ['b-2'], cause: 'b-2 counts for itself, apart from the others' },
  ]);
});

test('a sixth after a right password, or after the lockout may have ended, is allowed', () => {
  expect(violations([...inTurn(0, 4, 401), right([45, 48], 'b-1', 200), ...inTurn(50, 4, 401)])).toBe(
    'unknown',
  );
  expect(violations([...inTurn(0, 5, 401), wrong([1990, 2001], 'b-1', 401)])).toBe('unknown');
  const unheard = right([30, 40], 'b-1', 0, { outcome: 'info' });
  expect(violations([...inTurn(0, 3, 401), unheard, ...inTurn(50, 4, 401)])).toBe('unknown');
});

test('fewer than five are too few for a lockout, but what was unheard may have counted', () => {
  const locked = wrong([60, 70], 'b-1', 429);
  expect(violations([...inTurn(0, 4, 401), locked])).toMatchObject([
    { anomaly: 'wrongful-lockout', culprits: ['b-1'] },
  ]);
  const unheard = wrong([40, 50], 'b-1', 0, { outcome: 'info' });
  expect(violations([...inTurn(0, 4, 401), unheard, locked])).toBe('unknown');
});

test('a count that a right password does not set back is named so', () => {
  const never = [
    ...inTurn(0, 4, 401),
    right([50, 55], 'b-1', 200),
    ...inTurn(60, 1, 401),
    wrong([80, 85], 'b-2', 429),
  ];
  expect(violations(never)).toMatchObject([
    { anomaly: 'wrongful-lockout', cause: 'a right password does not set the count back' },
  ]);
});

test('a right password that is let in during the lockout is one finding, whatever was locked after it', () => {
  const letIn = [...LOCKED, right([100, 110], 'b-2', 200), wrong([120, 130], 'b-1', 429)];
  expect(violations(letIn)).toMatchObject([
    { anomaly: 'early-unlock', culprits: ['b-2'], operations: [4, 6, 7] },
  ]);
  const unseen = [...inTurn(0, 5, 401), right([100, 110], 'b-2', 200), wrong([120, 130], 'b-1', 429)];
  expect(violations(unseen)).toMatchObject([{ anomaly: 'early-unlock' }]);
});

test('a lockout that ends too soon is found only where it surely did', () => {
  const again = (atMs: number) => [
    ...LOCKED,
    right([100, 110], 'b-1', 429),
    right([atMs, atMs + 10], 'b-2', 200),
  ];
  expect(violations(again(1900))).toMatchObject([{ anomaly: 'early-unlock' }]);
  expect(violations(again(1991))).toBe('unknown');
});

test('a lockout that is still on a second after its end overstays', () => {
  expect(violations([...LOCKED, right([3060, 3070], 'b-1', 429)])).toMatchObject([
    { anomaly: 'lockout-overstays', culprits: ['b-1'] },
  ]);
  expect(violations([...LOCKED, right([3000, 3070], 'b-1', 429)])).toBe('unknown');
  const anew = [...LOCKED, ...ENDED, ...inTurn(2200, 5, 401), right([3100, 3110], 'b-1', 429)];
  expect(violations(anew)).toBe('unknown');
});

test('passwords taken for what they are not, and another code, are found', () => {
  expect(violations([wrong([0, 5], 'b-1', 200)])).toMatchObject([{ anomaly: 'wrong-password-accepted' }]);
  expect(violations([...inTurn(0, 1, 401), right([20, 25], 'b-2', 401)])).toMatchObject([
    { anomaly: 'right-password-refused', culprits: ['b-2'] },
  ]);
  expect(
    violations([...inTurn(0, 5, 401), wrong([60, 70], 'b-1', 429, { code: 'RATE_LIMITED' })]),
  ).toMatchObject([{ anomaly: 'wrong-error-code' }]);
});

test('says what was not tried, and is unknown of nothing', () => {
  const reason = (operations: readonly Operation<'login'>[]) => {
    const found = verdict(operations);
    return found.status === 'unknown' ? found.reason : found.status;
  };
  expect(reason([...LOCKED, ...ENDED])).toContain('no right password came between');
  expect(reason([...LOCKED, ...RESET])).toContain('no right password was tried during a lockout');
  expect(reason([...inTurn(0, 5, 401), wrong([60, 70], 'b-1', 429), ...RESET])).toContain('b-2 never said');
  expect(reason([])).toBe('nobody guessed a password');
});

test('whatever one atomic lockout answers is not invalid', () => {
  const attempt = fc.record({
    isRight: fc.boolean(),
    gapMs: fc.nat({ max: 900 }),
    wide: fc.nat({ max: 300 }),
  });
  fc.assert(
    fc.property(fc.array(attempt, { minLength: 1, maxLength: 30 }), (drawn) => {
      let [nowMs, count, lockedUntilMs] = [1000, 0, -Infinity];
      const attempts = drawn.map(({ isRight, gapMs, wide }, turn) => {
        nowMs += gapMs;
        const at = [nowMs - wide, nowMs + (wide % 70)] as const;
        const on = turn % 2 === 0 ? 'b-1' : 'b-2';
        if (nowMs < lockedUntilMs) return (isRight ? right : wrong)(at, on, 429);
        count = isRight ? 0 : count + 1;
        if (count === 5) [count, lockedUntilMs] = [0, nowMs + 2000];
        return isRight ? right(at, on, 200) : wrong(at, on, 401);
      });
      expect(verdict(attempts).status).not.toBe('invalid');
    }),
    { numRuns: 1000 },
  );
});
