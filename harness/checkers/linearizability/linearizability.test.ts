import {
  boolean,
  constant,
  constantFrom,
  integer,
  oneof,
  record,
  array,
  tuple,
  type Arbitrary,
} from 'fast-check';
import { expect, test } from 'vitest';
import { compareOn } from '../test/differential.ts';
import { isLinearizable } from './linearizability.ts';
import { counter, type CounterAction } from './objects/counter.ts';
import { kv, type KvAction } from './objects/kv.ts';
import { multiRegister, type TransactionAction } from './objects/multi-register.ts';
import { mutex, type MutexAction } from './objects/mutex.ts';
import type { ObjectType } from './object.ts';
import { casRegister, type RegisterAction } from './objects/register.ts';
import { bruteForce } from './test/brute-force.ts';
import { randomCalls } from './test/random-calls.ts';

/** The engine and the definition agree, and neither verdict is rare. */
function agreesWithBruteForce<State, Action>(
  object: ObjectType<State, Action>,
  action: Arbitrary<Action>,
): void {
  const seen = { true: 0, false: 0 };
  compareOn(randomCalls(action, object.unanswered), (calls) => {
    const expected = bruteForce(object, calls);
    seen[`${expected}`] += 1;
    expect(isLinearizable(object, calls)).toBe(expected);
  });
  expect(Math.min(seen.true, seen.false) / (seen.true + seen.false)).toBeGreaterThan(0.1);
}

test('agrees with brute force on registers with compare-and-set', () => {
  const value = constantFrom('null', '1', '2');
  const action: Arbitrary<RegisterAction> = oneof(
    { weight: 2, arbitrary: record({ f: constant('read' as const), value }) },
    { weight: 1, arbitrary: record({ f: constant('write' as const), value }) },
    {
      weight: 2,
      arbitrary: record({ f: constant('cas' as const), from: value, to: value, done: boolean() }),
    },
  );
  agreesWithBruteForce(casRegister, action);
});

test('agrees with brute force on texts that are put, appended to and got', () => {
  const action: Arbitrary<KvAction> = oneof(
    record({ f: constant('get' as const), value: constantFrom('', 'a', 'b', 'ab', 'ba', 'aa') }),
    record({ f: constantFrom('put' as const, 'append' as const), value: constantFrom('a', 'b') }),
  );
  agreesWithBruteForce(kv, action);
});

test('agrees with brute force on locks', () => {
  const action: Arbitrary<MutexAction> = record({ f: constantFrom('acquire' as const, 'release' as const) });
  agreesWithBruteForce(mutex, action);
});

test('agrees with brute force on counters', () => {
  const action: Arbitrary<CounterAction> = oneof(
    record({ f: constant('read' as const), amount: integer({ min: -1, max: 3 }) }),
    record({ f: constant('add' as const), amount: constantFrom(1, 2, -1) }),
  );
  agreesWithBruteForce(counter, action);
});

test('agrees with brute force on transactions over two registers', () => {
  const step = tuple(
    constantFrom('r' as const, 'w' as const),
    constantFrom('x', 'y'),
    constantFrom('null', '1'),
  );
  const action: Arbitrary<TransactionAction> = array(step, { minLength: 1, maxLength: 2 }).map((steps) => ({
    steps: steps.map(([f, key, value]) => ({ f, key, value })),
  }));
  agreesWithBruteForce(multiRegister, action);
});
