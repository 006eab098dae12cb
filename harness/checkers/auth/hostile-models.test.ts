import { anything, array, assert, constantFrom, nat, oneof, property, record, tuple } from 'fast-check';
import { expect, test } from 'vitest';
import { HistoryDefect } from '../../history/pair.ts';
import type { RecordedOperation } from '../../history/recorded.ts';
import { oddReplicaModel } from '../acceptance/odd-replica-model.ts';
import { sessionStateModel } from '../session-state/session-state-model.ts';
import { judged, op } from './test/recorded.ts';
import { timeToRevocationModel } from '../revocation/time-to-revocation-model.ts';
import { tokenVersionModel } from '../token-version/token-version-model.ts';

const models = [
  tokenVersionModel(),
  tokenVersionModel({ base: 1 }),
  timeToRevocationModel(),
  oddReplicaModel(),
  sessionStateModel(),
];

const sane = oneof(
  nat(3),
  constantFrom(null, true, false, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER - 1),
  record({ version: nat(3), state: constantFrom('x', 'y'), ifVersion: nat(2) }),
  record({ state: constantFrom('x', 'y') }),
  constantFrom({ mintedBy: 'b-1' }, { mintedBy: '' }, { conflict: true }, { status: 409 }),
);
const operation = (value: typeof sane | ReturnType<typeof anything>) =>
  record({
    f: constantFrom('kick', 'bump', 'login', 'accept', 'reject', 'check', 'put', 'get', 'other', '__proto__'),
    process: constantFrom<number | string>(0, 1, 'nemesis'),
    key: constantFrom('', '__proto__', 'u'),
    input: value,
    output: value,
    span: tuple(nat(20), nat(5)),
    outcome: constantFrom('ok' as const, 'ok' as const, 'fail' as const, 'info' as const),
    replica: constantFrom('b-1', 'b-2', '', null),
  }).map(({ span: [from, length], ...one }): RecordedOperation => {
    return { ...one, index: 0, invokedNs: from, completedNs: from + length };
  });

/** Drops what a model refuses, which must be by a HistoryDefect, and judges the rest. */
function judgedRest(model: (typeof models)[number], ops: readonly RecordedOperation[]) {
  const taken = ops.filter((one) => {
    try {
      model.begin().take(one);
      return true;
    } catch (error) {
      expect(error).toBeInstanceOf(HistoryDefect);
      return false;
    }
  });
  return judged(model, taken);
}

test(
  'judges any values, or refuses them by a HistoryDefect, and the same history always alike',
  { timeout: 60_000 },
  () => {
    const status = new Set<string>();
    assert(
      property(array(oneof(operation(sane), operation(anything())), { maxLength: 20 }), (ops) => {
        for (const model of models) {
          const judgement = judgedRest(model, ops);
          expect(judgedRest(model, ops)).toEqual(judgement);
          expect(JSON.parse(JSON.stringify(judgement))).toEqual(judgement);
          status.add(judgement.verdict.status);
        }
      }),
      { numRuns: 1_500 },
    );
    expect([...status].sort()).toEqual(['invalid', 'unknown', 'valid']);
  },
);
test('names operations of the history, in each violation, and at least one', { timeout: 60_000 }, () => {
  assert(
    property(array(operation(sane), { maxLength: 20 }), (ops) => {
      for (const model of models) {
        const { verdict } = judgedRest(model, ops);
        if (verdict.status !== 'invalid') continue;
        for (const { operations, message } of verdict.violations) {
          expect(operations.length).toBeGreaterThan(0);
          expect(operations.every((index) => index >= 0 && index < ops.length)).toBe(true);
          expect(message).not.toMatch(/undefined|NaN|Infinity/);
        }
      }
    }),
    { numRuns: 1_500 },
  );
});
test('has a kebab-case name and a sentence for a claim', () => {
  expect(models.map(({ name }) => name)).toEqual([
    'token-version',
    'token-version',
    'time-to-revocation',
    'odd-replica',
    'session-state',
  ]);
  for (const { claim } of models) expect(claim).toMatch(/^[A-Z].*\.$/);
});
test('says in its claim how late a kick may take effect', () => {
  expect(timeToRevocationModel().claim).toBe(
    'No token that a kick ended is accepted by any replica when the kick returns.',
  );
  expect(timeToRevocationModel({ deltaMs: 500 }).claim).toContain('500 ms after the kick returned');
});
test('survives a value that is nested deeply', () => {
  let deep: unknown = 1;
  for (let i = 0; i < 100_000; i += 1) deep = { version: deep, state: deep, mintedBy: deep };
  for (const model of models)
    for (const f of ['kick', 'login', 'check', 'put', 'get'])
      expect(() => judged(model, [op(f, [0, 1], { input: deep, output: deep, replica: 'b-1' })])).toThrow(
        HistoryDefect,
      );
});
