import { expect, test } from 'vitest';
import { HistoryDefect } from '../../history/pair.ts';
import type { Violation } from '../verdict.ts';
import { counter } from './objects/counter.ts';
import { kv } from './objects/kv.ts';
import { multiRegister } from './objects/multi-register.ts';
import { mutex } from './objects/mutex.ts';
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

function violationOf({ verdict }: ReturnType<typeof judged>): Violation {
  if (verdict.status !== 'invalid') throw new Error(`the verdict is ${verdict.status}`);
  return verdict.violations[0];
}

test('a register that is read as it was written is valid, and counts the answers that say something', () => {
  expect(register(write(1), read(1), cas(1, 2), read(2)).verdict).toEqual({ status: 'valid', examined: 3 });
});

test('nothing, and acknowledged writes alone, prove nothing', () => {
  expect(register().verdict.status).toBe('unknown');
  expect(register(write(1), write(2)).verdict.status).toBe('unknown');
  expect(register(write(1), read(2, { outcome: 'info' }), read(3, { outcome: 'fail' })).verdict.status).toBe(
    'unknown',
  );
});

test('a register holds nothing before its first write, and nothing is a value', () => {
  expect(register(read(null)).verdict.status).toBe('valid');
  expect(register(write(1), read(null)).verdict.status).toBe('invalid');
  expect(register(read(1), write(1)).verdict.status).toBe('invalid');
});

test('a refused compare-and-set checks that the value was another', () => {
  expect(register(write(1), cas(2, 3, { outcome: 'fail' }), read(1)).verdict.status).toBe('valid');
  expect(register(write(1), cas(1, 3, { outcome: 'fail' }), read(1)).verdict.status).toBe('invalid');
});

test('a failed compare-and-set whose answer is an error says nothing', () => {
  const timedOut = cas(1, 3, { outcome: 'fail', output: 'timed-out' });
  expect(register(write(1), timedOut, read(1)).verdict.status).toBe('valid');
});

test('a write in doubt may have happened, at any time after its begin, or never', () => {
  const doubtful = write(2, { outcome: 'info' });
  expect(register(write(1), doubtful, read(1), read(2)).verdict.status).toBe('valid');
  expect(register(write(1), doubtful, read(1), read(1)).verdict.status).toBe('valid');
  expect(register(write(1), doubtful, read(2), read(1)).verdict.status).toBe('invalid');
});

test('a failed write did not happen, and to read it is to read from nowhere', () => {
  const found = violationOf(register(write(1), write(2, { outcome: 'fail' }), read(2, { replica: 'b-2' })));
  expect(found).toMatchObject({ anomaly: 'read-from-nowhere', operations: [2], culprits: ['b-2'] });
  expect(found.message).toBe(
    'The value 2 was found, which nothing acknowledged or in doubt ever wrote: operation 2 (read 2 at b-2).',
  );
});

test('what is read before its write began comes from the future', () => {
  const found = violationOf(register(read(1, { replica: 'b-1' }), write(1, { replica: 'b-2' })));
  expect(found).toMatchObject({ anomaly: 'future-read', operations: [0, 1], culprits: ['b-1'] });
});

test('an overwritten value is stale, and the replica that answered it is named', () => {
  const found = violationOf(register(read(null), write(1), write(2), read(2), read(1, { replica: 'b-3' })));
  expect(found).toMatchObject({ anomaly: 'stale-read', operations: [1, 2, 4], culprits: ['b-3'] });
  expect(found.cause).toMatch(/had not seen an acknowledged write/u);
});

test('two compare-and-sets that replace the same value are a lost update', () => {
  const found = violationOf(
    register(
      write(1),
      cas(1, 2, { invokedNs: 10, completedNs: 20 }),
      cas(1, 3, { invokedNs: 12, completedNs: 22 }),
    ),
  );
  expect(found).toMatchObject({ anomaly: 'lost-update', operations: [1, 2] });
  expect(found.cause).toMatch(/not atomically/u);
});

test('only the operations that are needed are shown: reads and values that do not matter are left out', () => {
  const noise = [write(7), read(7), write(8), read(8)];
  const judgement = register(
    ...noise,
    write(1),
    read(1),
    read(2, { invokedNs: 47 }),
    write(2, { invokedNs: 46, completedNs: 80 }),
    read(1, { invokedNs: 90, completedNs: 95 }),
    read(2, { invokedNs: 96, completedNs: 99 }),
  );
  const found = violationOf(judgement);
  expect(found.operations.length).toBeLessThan(6);
});

test('a get that lacks an acknowledged append, and no later one has it, is a lost update', () => {
  const append = (input: string, rest: Partial<Said> = {}): Said => ({
    f: 'append',
    input,
    key: 'k',
    ...rest,
  });
  const get = (output: string, rest: Partial<Said> = {}): Said => ({ f: 'get', output, key: 'k', ...rest });
  const store = (...said: Said[]) => judged(searchedModel(kv), said);
  expect(store(append('a'), append('b'), get('ab')).verdict.status).toBe('valid');
  expect(violationOf(store(append('a'), append('b'), get('a', { replica: 'b-1' })))).toMatchObject({
    anomaly: 'lost-update',
    operations: [1, 2],
    culprits: ['b-1'],
  });
  expect(violationOf(store(append('a'), get('', { replica: 'b-1' }), get('a')))).toMatchObject({
    anomaly: 'stale-read',
    operations: [0, 1],
  });
  expect(violationOf(store(get('a'), append('a')))).toMatchObject({
    anomaly: 'future-read',
    operations: [0, 1],
  });
  const both = { invokedNs: 0, completedNs: 50 };
  const seen = { invokedNs: 60, completedNs: 70 };
  expect(
    violationOf(store(append('a', both), append('b', both), get('ab', both), get('ba', seen))),
  ).toMatchObject({
    anomaly: 'incompatible-order',
    operations: [2, 3],
  });
  const doubtful = append('b', { outcome: 'info' });
  expect(violationOf(store(append('a'), doubtful, get('ab'), get('a')))).toMatchObject({
    anomaly: 'stale-read',
    operations: [2, 3],
  });
  expect(store({ f: 'put', input: 'x', key: 'k' }, append('y'), get('xy')).verdict.status).toBe('valid');
});

test('keys are judged apart, and the one that is broken is named', () => {
  const keyed = (key: string, said: Said): Said => ({ ...said, key });
  const judgement = register(
    keyed('x', write(1)),
    keyed('y', read(null)),
    keyed('y', write(2)),
    keyed('y', read(1)),
  );
  expect(violationOf(judgement).message).toMatch(/^Register "y": the value 1 was found/u);
  expect(register(keyed('x', write(1)), keyed('y', read(null))).verdict).toEqual({
    status: 'valid',
    examined: 1,
  });
});

test('a lock that two hold, or that nobody held when it was released, is no lock', () => {
  const acquire = (rest: Partial<Said> = {}): Said => ({ f: 'acquire', ...rest });
  const release = (rest: Partial<Said> = {}): Said => ({ f: 'release', ...rest });
  const lock = (...said: Said[]) => judged(searchedModel(mutex), said);
  expect(lock(acquire(), release(), acquire()).verdict).toEqual({ status: 'valid', examined: 3 });
  expect(lock(acquire(), acquire({ outcome: 'fail' })).verdict.status).toBe('valid');
  expect(lock(acquire(), release({ outcome: 'info' }), acquire()).verdict.status).toBe('valid');
  expect(violationOf(lock(acquire(), acquire({ replica: 'b-2' })))).toMatchObject({
    anomaly: 'mutual-exclusion',
    operations: [0, 1],
    culprits: ['b-2'],
  });
  expect(violationOf(lock(release()))).toMatchObject({ anomaly: 'release-without-hold', operations: [0] });
});

test('a counter that lost an increment, or counted one twice, is told apart', () => {
  const add = (input: number, rest: Partial<Said> = {}): Said => ({ f: 'add', input, ...rest });
  const count = (...said: Said[]) => judged(searchedModel(counter), said);
  expect(count(add(2), add(-1), read(1)).verdict.status).toBe('valid');
  expect(violationOf(count(add(2), add(1), read(2)))).toMatchObject({
    anomaly: 'lost-update',
    operations: [2],
  });
  expect(violationOf(count(add(2), read(4)))).toMatchObject({ anomaly: 'over-count', operations: [1] });
  expect(violationOf(count(add(2, { invokedNs: 0, completedNs: 90 }), read(2), read(0)))).toMatchObject({
    anomaly: 'non-linearizable',
    operations: [0, 1, 2],
  });
});

test('an operation of another model, or with another value, is no history of this one', () => {
  expect(() => register({ f: 'dance' })).toThrow(HistoryDefect);
  expect(() => register({ f: 'dance' })).toThrow(
    'operation 0: "dance" is no operation of this model, which has read, write and cas',
  );
  expect(() => register(cas(1, 2, { input: [1] }))).toThrow(
    'operation 0 (cas): its value must be a pair [expected, new]',
  );
  expect(() => judged(searchedModel(kv), [{ f: 'get', output: [1] }])).toThrow(HistoryDefect);
  expect(() => judged(searchedModel(counter), [{ f: 'add', input: 0.5 }])).toThrow(HistoryDefect);
  expect(() =>
    judged(searchedModel(multiRegister), [{ f: 'txn', input: [['q', 1]], output: [['q', 1]] }]),
  ).toThrow(HistoryDefect);
  expect(register({ f: 'kill', process: 'nemesis' }, read(null)).verdict.status).toBe('valid');
});

test('appends and adds that were acknowledged prove nothing by themselves', () => {
  expect(judged(searchedModel(kv), [{ f: 'append', input: 'a' }]).verdict.status).toBe('unknown');
  expect(judged(searchedModel(counter), [{ f: 'add', input: 1 }]).verdict.status).toBe('unknown');
});

test('a refuted part comes with its operations and the longest order of them', () => {
  const { summary, evidence, verdict } = register(write(1), write(2), read(1));
  expect(summary).toBe('stale-read, shown by 3 of 3 operations');
  expect(evidence.map(({ title }) => title)).toEqual([
    'Operations that cannot all be',
    'The longest order found, and what cannot come next',
  ]);
  const message =
    'The value 1 was found after it had been overwritten: operation 0 (write 1), operation 1 (write 2), operation 2 (read 1).';
  expect(verdict).toMatchObject({ violations: [{ message, culprits: [] }] });
});

test('what has no name is told with the operation that nothing explains', () => {
  const under = { invokedNs: 0, completedNs: 99 };
  const found = violationOf(
    register(
      write(1, under),
      write(2, under),
      read(1),
      read(2),
      read(1, { replica: 'b-2' }),
      read(2, { replica: 'b-3' }),
    ),
  );
  expect(found).toMatchObject({ anomaly: 'non-linearizable', culprits: ['b-2'], cause: null });
  expect(found.message).toBe(
    'No order of these 5 operations is one that a register can show: nothing explains operation 4 (read 1 at b-2).',
  );
  expect(found.operations).toEqual([0, 1, 2, 3, 4]);
});

test('what is in doubt is no answer, and is not counted as one', () => {
  const doubtful = cas(1, 2, { outcome: 'info' });
  const judgement = register(doubtful, read(null));
  expect(judgement.verdict).toEqual({ status: 'valid', examined: 1 });
  expect(judgement.summary).toBe('1 answer of 1 part examined');
  expect(register(doubtful).verdict.status).toBe('unknown');
});
