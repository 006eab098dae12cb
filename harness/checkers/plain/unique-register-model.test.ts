import { expect, test } from 'vitest';
import { defectOf, judge, type Line, line, recorded, told } from './test/recorded-story.ts';
import { uniqueRegister } from './unique-register-model.ts';

const model = uniqueRegister();
const write = (value: unknown, begin: number, end: number, more: Partial<Line> = {}) =>
  line('write', [begin, end], { input: value, ...more });
const read = (value: unknown, begin: number, end: number, more: Partial<Line> = {}) =>
  line('read', [begin, end], { output: value, replica: 'b-2', ...more });
const messageOf = (...lines: Line[]) => {
  const { verdict } = judge(model, lines);
  return verdict.status === 'invalid' ? verdict.violations[0].message : verdict.status;
};

test('a register is read as it was written', () => {
  expect(judge(model, [read(null, 0, 1), write('a', 2, 3), read('a', 4, 5), read('a', 4, 6)])).toEqual({
    verdict: { status: 'valid', examined: 3 },
    summary: '1 writes and 3 reads of 1 registers',
    evidence: [],
  });
});

test('without an answered read nothing is known', () => {
  const unknown = { verdict: { status: 'unknown', reason: 'no read was answered' } };
  expect(judge(model, [])).toMatchObject(unknown);
  expect(judge(model, [write(1, 0, 1), read(1, 2, 3, { outcome: 'info' })])).toMatchObject(unknown);
});

test('a value that nobody wrote is read from nowhere', () => {
  expect(told(model, [write(1, 0, 1), read('1', 2, 3)])).toEqual([['read-from-nowhere', [1], ['b-2']]]);
  expect(messageOf(read('x', 2, 3))).toBe('operation 0 on b-2 read "x", which nobody wrote.');
});

test('a value whose write failed is an aborted read, unless another write of it may have happened', () => {
  const failed = write(1, 0, 1, { outcome: 'fail' });
  expect(told(model, [failed, read(1, 2, 3)])).toEqual([['aborted-read', [0, 1], ['b-2']]]);
  expect(messageOf(failed, read(1, 2, 3, { replica: null }))).toBe(
    'operation 1 read 1, whose write definitely failed.',
  );
  expect(told(model, [failed, write(1, 2, 3), read(1, 4, 5)])).toEqual([]);
  expect(told(model, [failed, read(null, 2, 3)])).toEqual([]);
});

test('a read that ended before the write began saw the future, and one that touches it did not', () => {
  expect(told(model, [read(1, 0, 1), write(1, 2, 3)])).toEqual([['future-read', [0, 1], ['b-2']]]);
  expect(told(model, [read(1, 0, 2), write(1, 2, 3)])).toEqual([]);
  expect(messageOf(read(1, 0, 1), write(1, 2, 3))).toBe('operation 0 on b-2 read 1 before its write began.');
});

test('a read of the value before an acknowledged write that others read is stale, and one that touches is not', () => {
  const story = (begin: number) => [write(1, 0, 1), write(2, 2, 4), read(1, begin, 6), read(2, 7, 8)];
  expect(told(model, story(5))).toEqual([['stale-read', [0, 1, 2], ['b-2']]]);
  expect(told(model, story(4))).toEqual([]);
  expect(messageOf(...story(5))).toBe(
    'operation 2 on b-2 read 1 after the write of 2, which came later, was acknowledged.',
  );
});

test('an acknowledged write that no read ever shows is lost', () => {
  expect(told(model, [write(1, 0, 1), write(2, 2, 3), read(1, 5, 6)])).toEqual([
    ['lost-update', [0, 1, 2], ['b-2']],
  ]);
  expect(told(model, [write(2, 2, 3), read(null, 5, 6)])).toEqual([['lost-update', [0, 1], ['b-2']]]);
  expect(told(model, [write(1, 0, 2), write(2, 2, 3), read(1, 5, 6)])).toEqual([]);
  expect(messageOf(write(2, 2, 3), read(null, 5, 6))).toBe(
    'operation 1 on b-2 read null after the write of 2, which came later and was never seen, was acknowledged.',
  );
});

test('an old value that comes back after the new one was read, while its write still runs, is a flip-flop', () => {
  const story = (begin: number) => [
    write(1, 0, 1),
    write(2, 2, 90),
    read(2, 3, 4, { replica: 'b-3' }),
    read(1, begin, 9),
  ];
  expect(told(model, story(5))).toEqual([['flip-flop', [0, 2, 3], ['b-2']]]);
  expect(told(model, story(4))).toEqual([]);
  expect(messageOf(...story(5))).toBe(
    'operation 3 on b-2 read 1 although 2 was seen in its place, and each was written once.',
  );
});

test('of two values written at once and both read later, nobody knows which read is wrong', () => {
  expect(
    told(model, [write(1, 0, 1), write(2, 0, 1), read(1, 3, 4), read(2, 3, 4, { replica: 'b-3' })]),
  ).toEqual([['flip-flop', [0, 1, 2, 3], ['b-2', 'b-3']]]);
});

test('a value seen between two sights of another written at the same time names both reads', () => {
  expect(
    told(model, [write(1, 0, 1), write(2, 0, 2), read(1, 4, 5), read(2, 6, 7, { replica: 'b-3' })]),
  ).toEqual([['flip-flop', [1, 2, 3], ['b-2', 'b-3']]]);
});

test('values that follow each other may touch', () => {
  expect(
    told(model, [
      write(1, 0, 1),
      write(2, 4, 5),
      read(1, 5, 5),
      read(2, 5, 6),
      write(3, 6, 7),
      read(3, 8, 9),
    ]),
  ).toEqual([]);
});

test('a write without an answer may come late or never, but not after it was read', () => {
  const open = write(2, 2, 3, { outcome: 'info' });
  expect(told(model, [write(1, 0, 1), open, read(1, 5, 6)])).toEqual([]);
  expect(told(model, [write(1, 0, 1), open, read(1, 5, 6), read(2, 7, 8)])).toEqual([]);
  expect(told(model, [write(1, 0, 1), open, read(2, 5, 6), read(1, 7, 8)])).toEqual([
    ['flip-flop', [0, 2, 3], ['b-2']],
  ]);
});

test('each key is a register of its own, and a violation says which', () => {
  const at = (key: string) => ({ key });
  expect(told(model, [write(1, 0, 1, at('x')), write(1, 0, 1, at('y')), read(1, 2, 3, at('y'))])).toEqual([]);
  const lines = [read(7, 0, 1, at('x')), read(8, 2, 3, { key: 'y', replica: 'b-0' }), read(8, 4, 5, at('y'))];
  expect(messageOf(...lines)).toBe('key x: operation 0 on b-2 read 7, which nobody wrote (the first of 2).');
  expect(told(model, lines)).toEqual([['read-from-nowhere', [0], ['b-0', 'b-2']]]);
});

test('every value that clashes is counted, and the first in time is told', () => {
  const values = [1, 2, 3];
  const lines = values.flatMap((n) => [write(n, n * 10, n * 10 + 1), read(null, n * 10 + 5, n * 10 + 6)]);
  expect(messageOf(...lines)).toBe(
    'operation 5 on b-2 read null after the write of 1, which came later and was never seen, was acknowledged (the first of 3).',
  );
});

test('what is no register with a value for each write is a defect that says where', () => {
  const scalar = 'a string, a finite number, true, false or null';
  expect(defectOf(model, write(1, 0, 1), write(1, 2, 3))).toBe(
    'operation 1 (write): its value must be one that was not written before, but 1 was: use the model `cas-register`',
  );
  expect(defectOf(model, write(null, 0, 1))).toContain('but null was');
  expect(defectOf(model, write(Number.NaN, 0, 1))).toBe(
    `operation 0 (write): its value must be ${scalar} as the value to write`,
  );
  expect(defectOf(model, write([1], 0, 1, { outcome: 'fail' }))).toContain(scalar);
  expect(defectOf(model, read({ deep: [] }, 0, 1))).toBe(
    `operation 0 (read): its value must be ${scalar} as the value it read`,
  );
  expect(defectOf(model, read(undefined, 0, 1))).toContain(scalar);
  expect(defectOf(model, line('cas', [0, 1], {}))).toBe(
    'operation 0: "cas" is no operation of this model, which has write and read',
  );
});

test('a nemesis is not the register’s', () => {
  expect(judge(model, [line('kill', [0, 1], { process: 'nemesis' })])).toMatchObject({
    verdict: { status: 'unknown' },
  });
});

test('numbers and words, true and false are values of their own', () => {
  const values = [0, '0', false, true, 'true', '', -1.5];
  const lines = values.flatMap((value, n) => [
    write(value, n * 10, n * 10 + 1),
    read(value, n * 10 + 2, n * 10 + 3),
  ]);
  expect(judge(model, lines).verdict).toEqual({ status: 'valid', examined: 7 });
});

test('a long value is cut in a message', () => {
  expect(messageOf(read('x'.repeat(100), 2, 3))).toBe(
    `operation 0 on b-2 read "${'x'.repeat(39)}…, which nobody wrote.`,
  );
});

test('decides 300,000 operations far within its time limit', { timeout: 5_000 }, () => {
  const judging = model.begin();
  for (let index = 0; index < 300_000; index += 1) {
    const value = index - (index % 3);
    const more = { input: value, output: value };
    judging.take({ ...line(index % 3 === 0 ? 'write' : 'read', [index, index + 0.5], more), index });
  }
  expect(judging.conclude({ isOver: () => false, memoryBytes: 0 }).verdict).toEqual({
    status: 'valid',
    examined: 200_000,
  });
});

test('values are told apart by when they were known, not by which was asked for first', () => {
  expect(told(model, [write(1, 0, 10), write(2, 1, 2), read(2, 3, 4), read(1, 12, 13)])).toEqual([]);
});

test('a value seen again late clashes with every value known in between', () => {
  const lines = [
    write(1, 0, 1),
    write(2, 2, 3),
    read(2, 4, 5),
    write(3, 6, 7),
    read(3, 8, 9),
    read(1, 20, 21),
  ];
  expect(messageOf(...lines)).toContain('(the first of 2)');
});

test('a write that begins after a read of its value began counts from its own beginning', () => {
  expect(told(model, [write(1, 0, 1), read(2, 0, 9), write(2, 5, 6), read(1, 8, 9)])).toEqual([
    ['stale-read', [0, 2, 3], ['b-2']],
  ]);
});

test('operations that touch do not lie between two others, and name all four and both reads', () => {
  const both = ['b-2', 'b-3'];
  expect(
    told(model, [write(1, 0, 1), write(2, 1, 2), read(2, 3, 4, { replica: 'b-3' }), read(1, 3, 4)]),
  ).toEqual([['flip-flop', [0, 1, 2, 3], both]]);
  expect(
    told(model, [write(1, 0, 1), write(2, 0, 2), read(2, 2, 5, { replica: 'b-3' }), read(1, 5, 6)]),
  ).toEqual([['flip-flop', [0, 1, 2, 3], both]]);
});

test('the read by which the older value was known first is not to blame', () => {
  const known = read(1, 1, 2, { replica: 'b-7' });
  const lines = [write(1, 0, 9), known, write(2, 1, 9), read(2, 3, 4, { replica: 'b-3' }), read(1, 5, 6)];
  expect(told(model, lines)).toEqual([['flip-flop', [1, 3, 4], ['b-2', 'b-3']]]);
});

test('each anomaly comes with its likely cause', () => {
  const causeOf = (...lines: Line[]) => {
    const { verdict } = judge(model, lines);
    return verdict.status === 'invalid' ? verdict.violations[0].cause : null;
  };
  expect(causeOf(read(7, 0, 1))).toBe('the value is corrupt, or of another key');
  expect(causeOf(write(7, 0, 1, { outcome: 'fail' }), read(7, 0, 1))).toBe(
    'a write was refused after it had taken effect, or was not undone',
  );
  expect(causeOf(read(7, 0, 1), write(7, 2, 3))).toBe(
    'the value was not new to the system, or the times of the history are of several clocks',
  );
  expect(causeOf(write(7, 0, 1), read(null, 2, 3), read(7, 4, 5))).toBe(
    'the replica answered from a copy (a cache, a lagging follower) that had not seen the write',
  );
  expect(causeOf(write(7, 0, 1), read(null, 2, 3))).toBe(
    'the write was acknowledged before it was safe, or another write put the old value back',
  );
  expect(causeOf(write(7, 0, 9), read(7, 2, 3), read(null, 4, 5))).toBe(
    'replicas hold different values at the same time',
  );
});

test('a value of just the length that fits is shown whole', () => {
  expect(messageOf(read('x'.repeat(38), 2, 3))).toBe(
    `operation 0 on b-2 read "${'x'.repeat(38)}", which nobody wrote.`,
  );
});

test('the read that begins last is told by its begin, in whatever order the reads come', () => {
  const story = recorded([write(1, 0, 1), read(1, 2, 20), read(1, 8, 9), write(2, 3, 4), read(2, 5, 6)]);
  for (const operations of [story, story.toReversed()]) {
    const judging = model.begin();
    for (const op of operations) judging.take(op);
    const { verdict } = judging.conclude({ isOver: () => false, memoryBytes: Infinity });
    expect(verdict).toMatchObject({ violations: [{ anomaly: 'stale-read' }] });
  }
});
