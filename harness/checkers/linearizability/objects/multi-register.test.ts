import { expect, test } from 'vitest';
import type { RecordedOperation } from '../../../history/recorded.ts';
import { multiRegister } from './multi-register.ts';
import { diagnosed, op } from '../test/diagnosed.ts';

test('a transaction’s steps are read under either name, and told in words', () => {
  const said = (more: Partial<RecordedOperation>): string | null => {
    const action = multiRegister.parse(op('txn', more));
    return action && multiRegister.tell(action);
  };
  expect(
    said({
      output: [
        ['r', 'x', 1],
        ['write', 'y', 2],
      ],
    }),
  ).toBe('r "x" 1, w "y" 2');
  expect(
    said({
      input: [
        ['read', 'x', null],
        ['w', 1, 2],
      ],
      outcome: 'info',
    }),
  ).toBe('r "x" ?, w 1 2');
  expect(said({ input: [['r', 'x', null]], outcome: 'info' })).toBeNull();
  expect(said({ input: [['w', 'x', 1]], outcome: 'fail' })).toBeNull();
  expect(multiRegister.parse(op('write', { output: [['w', 'x', 1]] }))).toEqual({
    steps: [{ f: 'w', key: '"x"', value: '1' }],
  });
  expect(multiRegister.parse(op('start', { process: 'nemesis' }))).toBeNull();
  for (const wrong of [null, 'r x 1', ['r'], [['r']], [['q', 'x', 1]], [[1, 'x', 1]], [null]]) {
    expect(() => said({ output: wrong })).toThrow('operation 4 (txn): its value must be a list of steps');
  }
});

test('a transaction sees its own writes, and what it does to one register is found in what it does to all', () => {
  const steps = (...given: [f: 'r' | 'w', key: string, value: string | null][]) => ({
    steps: given.map(([f, key, value]) => ({ f, key, value })),
  });
  const held = new Map([['x', '1']]);
  expect(multiRegister.step(held, steps(['w', 'x', '2'], ['r', 'x', '2']))).toEqual(new Map([['x', '2']]));
  expect(multiRegister.step(held, steps(['r', 'x', '2'], ['w', 'x', '2']))).toBeUndefined();
  expect(multiRegister.step(held, steps(['r', 'x', null], ['r', 'y', 'null']))).toEqual(held);
  expect(multiRegister.isRead(steps(['r', 'x', '1']))).toBe(true);
  expect(multiRegister.isRead(steps(['r', 'x', '1'], ['w', 'x', '2']))).toBe(false);
  expect(
    multiRegister.stateKey(
      new Map([
        ['b', '1'],
        ['a', '2'],
      ]),
    ),
  ).toBe(
    multiRegister.stateKey(
      new Map([
        ['a', '2'],
        ['b', '1'],
      ]),
    ),
  );
  expect(multiRegister.isEvidence(steps(['r', 'x', null], ['w', 'x', '1']))).toBe(false);
  expect(multiRegister.isEvidence(steps(['r', 'x', '1'], ['w', 'x', '1']))).toBe(true);
  const lines = [
    [steps(['r', 'x', 'null'], ['w', 'x', '2'], ['w', 'y', '1']), 2, 9],
    [steps(['w', 'z', '1'], ['r', 'x', 'null'], ['w', 'x', '3']), 2, 9],
  ] as const;
  expect(diagnosed(multiRegister, lines)).toBe('lost-update 1 0');
  expect(
    diagnosed(multiRegister, [
      [steps(['w', 'x', '1'], ['r', 'x', '1']), 0, 1],
      [steps(['r', 'x', 'null'], ['r', 'y', 'null']), 2, 3],
    ]),
  ).toBe('stale-read 0 1');
  expect(
    diagnosed(multiRegister, [
      [steps(['r', 'x', null], ['w', 'x', '1']), 0, Infinity],
      [steps(['r', 'x', '1']), 2, 3],
    ]),
  ).toBeNull();
});
