import { array, assert, boolean, constantFrom, nat, property, record } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HistoryDefect } from '../../history/pair.ts';
import { judged, op, statusOf, violationsIn } from '../auth/test/recorded.ts';
import { runTokenSystem } from './test/token-system.ts';
import { tokenVersionModel } from './token-version-model.ts';

const model = tokenVersionModel({ base: 1 });
const anyBase = tokenVersionModel();
const only = (ops: Parameters<typeof violationsIn>[1], judge = model) => {
  const violations = violationsIn(judge, ops);
  expect(violations).toHaveLength(1);
  return violations[0]!;
};
const check = (version: number, output: boolean, at: readonly [number, number], replica = 'b-1') =>
  op('check', at, { input: { version }, output, replica });

const step = record({
  f: constantFrom('kick' as const, 'login' as const, 'check' as const, 'check' as const),
  user: nat(1),
  replica: nat(2),
  before: nat(25),
  after: nat(25),
  age: nat(2),
  isNumbered: boolean(),
  isInfo: constantFrom(true, false, false),
});

test('finds no fault in a system that has one version a user, on whichever base', { timeout: 60_000 }, () => {
  assert(
    property(array(step, { minLength: 1, maxLength: 40 }), (steps) => {
      const ops = runTokenSystem(steps);
      expect(violationsIn(model, ops)).toEqual([]);
      expect(violationsIn(anyBase, ops)).toEqual([]);
    }),
    { numRuns: 2_000 },
  );
});

describe('a system that was right until one operation changed', () => {
  const kick = (at: readonly [number, number], output: number | null = null) =>
    op('kick', at, { output, replica: 'b-1' });
  const right = [
    op('login', [0, 5], { output: 1, replica: 'b-1' }),
    check(1, true, [10, 15], 'b-2'),
    kick([20, 25]),
    check(1, false, [30, 35], 'b-2'),
    op('login', [40, 45], { output: 2, replica: 'b-1' }),
    check(2, true, [50, 55], 'b-2'),
  ];
  const changed = (at: number, one: (typeof right)[number]) => right.with(at, one);

  test('is valid before', () => {
    expect(judged(model, right)).toMatchObject({
      verdict: { status: 'valid', examined: 5 },
      summary: '1 kick and 5 looks at 1 token version agree with one register each',
    });
  });
  test('has a version from nowhere when its one kick is dropped', () => {
    const without = right.toSpliced(2, 1);
    expect(only(without)).toMatchObject({ anomaly: 'spurious-401', operations: [2], culprits: ['b-2'] });
  });
  test('has a stale accept when a check after the kick is accepted', () => {
    expect(only(changed(3, check(1, true, [30, 35], 'b-2')))).toEqual({
      anomaly: 'stale-accept',
      message:
        'the token version is not one register: a version that a returned kick had ended was used again: operation 2 (kick at b-1), then, 5 ms later, operation 3 (accept of version 1 at b-2)',
      operations: [2, 3],
      culprits: ['b-2'],
      cause: 'b-1 answers the kick before it writes',
    });
  });
  test('has a spurious 401 when a check before the kick is refused', () => {
    expect(only(changed(1, check(1, false, [10, 15], 'b-2')))).toMatchObject({
      anomaly: 'spurious-401',
      operations: [1, 2],
      culprits: ['b-2'],
    });
  });
  test('has a stale accept when a login after the kick gets the old version', () => {
    expect(only(changed(4, op('login', [40, 45], { output: 1, replica: 'b-3' })))).toMatchObject({
      anomaly: 'stale-accept',
      operations: [2, 4],
      culprits: ['b-3'],
      cause: 'the kick is answered before it is written, or b-3 reads a copy of the token version',
    });
  });
  test('has a flip-flop when a refusal and an accept are swapped while the kick runs', () => {
    const running = [...right.slice(0, 2), kick([20, 90]), check(1, false, [30, 35], 'b-2')];
    const later = check(1, true, [40, 45], 'b-3');
    expect(only([...running, later])).toMatchObject({
      anomaly: 'flip-flop',
      operations: [3, 4],
      culprits: ['b-3'],
    });
    expect(violationsIn(model, [...right.slice(0, 2), kick([20, 90]), check(1, false, [40, 45])])).toEqual(
      [],
    );
  });
  test('has an inversion when the new version is seen before the old one', () => {
    const running = [...right.slice(0, 2), kick([20, 90])];
    expect(
      only([...running, check(2, true, [30, 35], 'b-2'), check(1, true, [40, 45], 'b-3')]),
    ).toMatchObject({
      anomaly: 'inversion',
      operations: [3, 4],
      culprits: ['b-3'],
      cause: 'b-3 reads a copy of the token version that lags behind',
    });
  });
  test('has an impossible read when a version is used that no kick can have made', () => {
    expect(only(changed(5, check(3, true, [50, 55], 'b-2')))).toMatchObject({
      anomaly: 'impossible-read',
      operations: [5],
      culprits: ['b-2'],
    });
  });
  test('has a lost update when two kicks return the same number', () => {
    const twice = [kick([20, 30], 2), op('bump', [22, 35], { output: 2, replica: 'b-3' })];
    expect(only([...right.slice(0, 2), ...twice])).toMatchObject({
      anomaly: 'lost-update',
      operations: [2, 3],
      culprits: ['b-1', 'b-3'],
    });
  });
  test('has a lost update when a later kick returns the number of an earlier one, or less', () => {
    expect(only([kick([0, 5], 3), kick([1, 6], 2), kick([10, 15], 2)])).toMatchObject({
      anomaly: 'lost-update',
    });
    expect(only([kick([0, 5], 3), kick([10, 15], 2)], anyBase)).toMatchObject({
      anomaly: 'lost-update',
      operations: [0, 1],
    });
  });
});

test('names the replica that caches the version, with the time it caches it for', () => {
  const probes = [1, 2, 3, 4].flatMap((n) => [
    check(1, false, [100 + n * 500, 101 + n * 500], 'b-1'),
    check(1, n < 4, [102 + n * 500, 103 + n * 500], 'b-2'),
  ]);
  const start = [
    op('login', [0, 1], { output: 1, replica: 'b-1' }),
    op('kick', [10, 20], { replica: 'b-1' }),
  ];
  expect(only([...start, ...probes])).toMatchObject({
    anomaly: 'stale-accept',
    culprits: ['b-2'],
    cause: 'b-2 caches the token version for about 2 s',
  });
});
test('lets a kick without an answer have happened, or not, and a failed one never', () => {
  const before = op('login', [0, 1], { output: 1 });
  const refused = check(1, false, [30, 31]);
  const kick = (outcome: 'info' | 'fail') => op('kick', [10, 20], { outcome });
  expect(statusOf(model, [before, kick('info'), refused])).toBe('valid');
  expect(statusOf(model, [before, kick('info'), check(1, true, [30, 31])])).toBe('valid');
  expect(statusOf(model, [before, kick('fail'), refused])).toBe('invalid');
});
test('ignores looks without an answer', () => {
  const looks = ['login', 'accept', 'reject', 'check'].flatMap((f) => [
    op(f, [0, 1], { outcome: 'info' }),
    op(f, [0, 1], { outcome: 'fail' }),
  ]);
  expect(statusOf(model, looks)).toBe('unknown');
});
test('judges users apart, each by its own kicks', () => {
  const ops = [
    op('login', [0, 1], { key: 'u', output: 1 }),
    op('kick', [10, 20], { key: 'u' }),
    op('accept', [30, 31], { key: 'v', input: 1 }),
  ];
  expect(statusOf(model, ops)).toBe('valid');
  const stale = op('accept', [30, 31], { key: 'u', input: 1 });
  expect(only([...ops, stale]).message).toContain('the token version of "u" is not one register');
});
test('starts from the first version that is seen, when nobody says which it is', () => {
  const ops = [op('accept', [0, 1], { input: 7 }), op('kick', [5, 6]), op('reject', [10, 11], { input: 7 })];
  expect(statusOf(anyBase, ops)).toBe('valid');
  expect(statusOf(model, ops)).toBe('invalid');
  expect(statusOf(anyBase, [...ops, op('login', [20, 21], { output: 9 })])).toBe('invalid');
});
test('reads the version from the input or from the answer, bare or in an object', () => {
  const ways = [{ input: 1 }, { output: 1 }, { input: { version: 1 } }, { output: { version: 1 } }];
  for (const way of ways) {
    const ops = [op('kick', [0, 1], { output: { version: 2 } }), op('reject', [5, 6], way)];
    expect(statusOf(model, ops)).toBe('valid');
    expect(statusOf(model, [ops[0]!, op('accept', [5, 6], way)])).toBe('invalid');
  }
});
test('takes operations in any order', () => {
  const ops = [check(1, true, [0, 1]), op('kick', [5, 6]), check(1, false, [10, 11]), op('kick', [15, 16])];
  expect(statusOf(model, ops.toReversed())).toBe('valid');
  expect(statusOf(model, [check(1, true, [20, 21]), ...ops.toReversed()])).toBe('invalid');
});
test('knows nothing of an empty history, of kicks alone, and of refusals from an unknown first version', () => {
  expect(judged(model, []).verdict).toEqual({
    status: 'unknown',
    reason: 'no operation shows a token version',
  });
  expect(statusOf(model, [op('kick', [0, 1])])).toBe('unknown');
  expect(statusOf(anyBase, [op('kick', [0, 1]), check(1, false, [5, 6])])).toBe('unknown');
  expect(statusOf(model, [op('kick', [0, 1]), check(1, false, [5, 6])])).toBe('valid');
  expect(statusOf(model, [op('kick', [0, 1], { output: 2 })])).toBe('valid');
});
test('passes over a nemesis, and refuses what is no operation of a token version', () => {
  expect(statusOf(model, [op('kill', [0, 1], { process: 'nemesis' })])).toBe('unknown');
  expect(() => judged(model, [op('write', [0, 1])])).toThrow(HistoryDefect);
  expect(() => judged(model, [op('write', [0, 1])])).toThrow('operation 0: "write" is no operation');
});
test('refuses versions that are no whole numbers, and answers that are neither yes nor no', () => {
  const wrong = [Number.NaN, 1.5, -1, 1e300, '1', {}, [], true, { version: '1' }];
  for (const value of wrong) {
    expect(() => judged(model, [op('login', [0, 1], { output: value })])).toThrow(
      "operation 0 (login): its value must be the token's version",
    );
    expect(() => judged(model, [op('kick', [0, 1], { output: value })])).toThrow(
      'operation 0 (kick): its value must be the new version',
    );
    expect(() => judged(model, [op('accept', [0, 1], { input: value })])).toThrow(HistoryDefect);
    expect(() =>
      judged(model, [op('check', [0, 1], { input: 1, output: value === true ? 1 : value })]),
    ).toThrow('operation 0 (check): its value must be true or false');
  }
});
test('shows kicks and looks of each user in a table', () => {
  const { evidence } = judged(model, [
    op('kick', [0, 1], { key: 'u' }),
    op('login', [5, 6], { key: 'u', output: 2 }),
  ]);
  expect(evidence).toEqual([
    { kind: 'table', title: 'Token versions', columns: ['user', 'kicks', 'looks'], rows: [['u', 1, 1]] },
  ]);
});
