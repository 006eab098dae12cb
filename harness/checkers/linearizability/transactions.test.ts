import { expect, test } from 'vitest';
import type { Violation } from '../verdict.ts';
import { multiRegister } from './objects/multi-register.ts';
import { searchedModel } from './searched-model.ts';
import { judged, type Said } from './test/recorded.ts';

function violationOf({ verdict }: ReturnType<typeof judged>): Violation {
  if (verdict.status !== 'invalid') throw new Error(`the verdict is ${verdict.status}`);
  return verdict.violations[0];
}

test('transactions over several registers take effect at one instant', () => {
  const txn = (steps: unknown, rest: Partial<Said> = {}): Said => ({
    f: 'txn',
    input: steps,
    output: steps,
    ...rest,
  });
  const transactions = (...said: Said[]) => judged(searchedModel(multiRegister), said);
  const both = [
    ['w', 'x', 1],
    ['w', 'y', 1],
  ];
  expect(
    transactions(
      txn(both),
      txn([
        ['r', 'x', 1],
        ['r', 'y', 1],
      ]),
    ).verdict,
  ).toEqual({ status: 'valid', examined: 1 });
  expect(
    violationOf(
      transactions(
        txn(both, { invokedNs: 0, completedNs: 99 }),
        txn([
          ['r', 'x', 1],
          ['r', 'y', null],
        ]),
      ),
    ),
  ).toMatchObject({ anomaly: 'non-linearizable', operations: [0, 1] });
  expect(violationOf(transactions(txn(both), txn([['r', 'y', null]], { replica: 'b-1' })))).toMatchObject({
    anomaly: 'stale-read',
    operations: [0, 1],
    culprits: ['b-1'],
  });
  expect(
    transactions(txn([['r', 'x', null]]), txn([['w', 'x', 2]], { outcome: 'info' }), txn([['r', 'x', 2]]))
      .verdict.status,
  ).toBe('valid');
});

test('registers that no transaction connects are judged apart', () => {
  const txn = (steps: unknown): Said => ({ f: 'txn', input: steps, output: steps });
  const { summary } = judged(searchedModel(multiRegister), [
    txn([
      ['w', 'x', 1],
      ['w', 'y', 1],
    ]),
    txn([['r', 'z', null]]),
    txn([['r', 'y', 1]]),
  ]);
  expect(summary).toBe('2 answers of 2 parts examined');
});

test('the register of a transaction that shows the anomaly is named', () => {
  const txn = (steps: unknown): Said => ({ f: 'txn', input: steps, output: steps });
  const found = violationOf(
    judged(searchedModel(multiRegister), [
      txn([
        ['w', 'y', 5],
        ['w', 'x', 1],
      ]),
      txn([
        ['r', 'y', 5],
        ['r', 'x', null],
      ]),
    ]),
  );
  expect(found.message).toContain('The value null was found after it had been overwritten (register "x")');
});
