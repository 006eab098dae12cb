import { expect, test } from 'vitest';
import { casRegister } from './objects/register.ts';
import { searchedModel } from './searched-model.ts';
import { judged, type Said } from './test/recorded.ts';

const write = (input: unknown, rest: Partial<Said> = {}): Said => ({ f: 'write', input, ...rest });
const read = (output: unknown, rest: Partial<Said> = {}): Said => ({ f: 'read', output, ...rest });
const cas = (from: unknown, to: unknown, rest: Partial<Said> = {}): Said => ({
  f: 'cas',
  input: [from, to],
  ...rest,
});
const register = (...said: Said[]) => judged(searchedModel(casRegister), said);

test('a search that reaches a limit is unknown with the limit, and says how far it came', () => {
  const over = judged(searchedModel(casRegister), hard, { isOver: () => true, memoryBytes: Infinity });
  expect(over.verdict.status).toBe('unknown');
  expect(over.verdict).toMatchObject({
    reason: expect.stringMatching(/^the search came to the deadline after \d+ configurations/u),
  });
  const full = judged(searchedModel(casRegister), hard, { isOver: () => false, memoryBytes: 4000 });
  expect(full.verdict).toMatchObject({
    status: 'unknown',
    reason: expect.stringMatching(/^the search came to the memory it may use/u),
  });
});

/** Eighteen writes at once that nothing orders, and then a read of none of them: every order must be tried. */
const hard: Said[] = [
  ...Array.from({ length: 18 }, (_, value) =>
    cas(`${value}`, `${value + 1}`, { invokedNs: 0, completedNs: 100, outcome: 'info' }),
  ),
  ...Array.from({ length: 18 }, (_, value) => write(`${value}`, { invokedNs: 0, completedNs: 100 })),
  write('a', { invokedNs: 101, completedNs: 110 }),
  read('18', { invokedNs: 105, completedNs: 120 }),
  read('never', { invokedNs: 121, completedNs: 130 }),
];

test('a part that no limit lets be decided does not hide another that is refuted', () => {
  const said = [
    ...hard.map((operation) => ({ ...operation, key: 'hard' })),
    { ...write(1), key: 'x' },
    { ...read(2), key: 'x' },
  ];
  expect(
    judged(searchedModel(casRegister), said, { isOver: () => false, memoryBytes: 1e6 }).verdict.status,
  ).toBe('invalid');
});

test('what takes more than one budget is decided all the same', () => {
  const writes = Array.from({ length: 12 }, (_, at) => write(at, { invokedNs: 0, completedNs: 9 }));
  const last = (output: unknown): Said => read(output, { invokedNs: 10, completedNs: 11 });
  expect(register(...writes, last(12)).verdict.status).toBe('invalid');
  expect(register(...writes.toReversed(), last(11)).verdict.status).toBe('valid');
});
