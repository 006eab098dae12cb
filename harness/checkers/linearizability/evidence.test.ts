import { expect, test } from 'vitest';
import { callTable, furthestTable } from './evidence.ts';
import type { ObservedCall } from './object.ts';
import { casRegister, type RegisterAction } from './objects/register.ts';

const call = (
  index: number,
  action: RegisterAction,
  invokedNs: number,
  completedNs: number,
): ObservedCall<RegisterAction> => ({
  index,
  action,
  invokedNs,
  completedNs,
  replica: index === 1 ? 'b-1' : null,
});
const write = (value: string): RegisterAction => ({ f: 'write', value });
const read = (value: string): RegisterAction => ({ f: 'read', value });

test('calls are shown in order of their begin, in milliseconds', () => {
  const calls = [call(2, read('1'), 3e6, 4.5e6), call(1, write('1'), 1e6, Infinity)];
  expect(callTable(casRegister, calls)).toEqual({
    kind: 'table',
    title: 'Operations that cannot all be',
    columns: ['operation', 'what', 'began (ms)', 'ended (ms)', 'replica'],
    rows: [
      [1, 'write 1', 1, null, 'b-1'],
      [2, 'read 1', 3, 4.5, null],
    ],
  });
});

test('a history that counts its lines is shown by them', () => {
  const table = callTable(casRegister, [call(1, write('1'), 3, 4)]);
  expect(table).toMatchObject({ columns: ['operation', 'what', 'began (ns)', 'ended (ns)', 'replica'] });
  expect(table).toMatchObject({ rows: [[1, 'write 1', 3, 4, 'b-1']] });
});

test('long tables say what they leave out, and long values are cut', () => {
  const many = Array.from({ length: 51 }, (_, at) => call(at, write('x'.repeat(200)), at, at + 1));
  const table = callTable(casRegister, many);
  expect(table.title).toBe('Operations that cannot all be (50 of 51 shown)');
  expect(table.kind === 'table' && table.rows.length).toBe(50);
  expect(table.kind === 'table' && String(table.rows[0]![1]).length).toBe(100);
  expect(callTable(casRegister, many.slice(1)).title).toBe('Operations that cannot all be');
});

test('the longest order is shown with its states, and then what cannot come next', () => {
  const calls = [
    call(10, write('1'), 0, 1),
    call(11, write('2'), 2, Infinity),
    call(12, read('2'), 3, 4),
    call(13, read('3'), 5, 8),
    call(14, write('4'), 8, 9),
    call(15, write('5'), 9, 10),
  ];
  expect(furthestTable(casRegister, calls, { prefix: [0, 1, 2], blocking: 3 })).toEqual({
    kind: 'table',
    title: 'The longest order found, and what cannot come next',
    columns: ['operation', 'what', 'state after it'],
    rows: [
      [10, 'write 1', '1'],
      [11, 'write 2', '2'],
      [12, 'read 2', '2'],
      [13, 'read 3', 'refused'],
      [14, 'write 4', 'leads nowhere'],
    ],
  });
});
