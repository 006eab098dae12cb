import { expect, test } from 'vitest';
import { growOnlyCounter } from './counter-model.ts';
import { defectOf, judge, type Line, line, told } from './test/recorded-story.ts';

const model = growOnlyCounter();
const add = (amount: unknown, begin: number, end: number, more: Partial<Line> = {}) =>
  line('add', [begin, end], { input: amount, ...more });
const read = (value: unknown, begin: number, end: number, more: Partial<Line> = {}) =>
  line('read', [begin, end], { output: value, replica: 'b-2', ...more });
const messageOf = (...lines: Line[]) => {
  const { verdict } = judge(model, lines);
  return verdict.status === 'invalid' ? verdict.violations[0].message : verdict.status;
};

test('a counter shows the sum of its adds', () => {
  expect(judge(model, [read(0, 0, 1), add(2, 2, 3), add(2, 4, 5), read(4, 6, 7)])).toEqual({
    verdict: { status: 'valid', examined: 2 },
    summary: '2 values of 1 counters, decided exactly',
    evidence: [],
  });
});

test('says of which counters only bounds were looked at', () => {
  const lines = [add(2, 2, 3), add(3, 4, 5), read(5, 6, 7), read(0, 0, 1, { key: 'y' })];
  expect(judge(model, lines)).toMatchObject({
    verdict: { status: 'valid', examined: 2 },
    summary:
      '2 values of 2 counters, bounds only for 1 of them, whose amounts differ: what they refute is wrong, but not all wrong is refuted',
  });
});

test('without a value nothing is known', () => {
  const unknown = { verdict: { status: 'unknown', reason: 'no value was read' } };
  expect(judge(model, [])).toMatchObject(unknown);
  expect(judge(model, [add(1, 0, 1), read(5, 2, 3, { outcome: 'info' })])).toMatchObject(unknown);
});

test('less than was acknowledged before a read is a lost update, if no read shows as much again', () => {
  expect(told(model, [add(1, 0, 1), add(2, 0, 2), read(1, 3, 4)])).toEqual([
    ['lost-update', [1, 2], ['b-2']],
  ]);
  expect(told(model, [add(1, 0, 1), add(2, 0, 2), read(0, 3, 4)])).toEqual([
    ['lost-update', [0, 2], ['b-2']],
  ]);
  expect(told(model, [add(1, 0, 1), add(2, 0, 3), read(1, 3, 4)])).toEqual([]);
  expect(told(model, [add(1, 0, 1), add(2, 0, 2, { outcome: 'info' }), read(1, 3, 4)])).toEqual([]);
  expect(messageOf(add(1, 0, 1), read(0, 3, 4))).toBe(
    'operation 1 on b-2 saw 0, less than was acknowledged before it began, and no later read shows as much.',
  );
});

test('less than was acknowledged is stale, if a read that did not end before shows as much', () => {
  const story = (end: number) => [
    add(1, 0, 1),
    add(2, 0, 1),
    read(3, 2, end),
    read(1, 4, 5, { replica: 'b-3' }),
  ];
  expect(told(model, story(4))).toEqual([['stale-read', [1, 3], ['b-3']]]);
  expect(told(model, story(3))).toEqual([['lost-update', [1, 3], ['b-3']]]);
  expect(messageOf(...story(4))).toBe(
    'operation 3 on b-3 saw 1, less than was acknowledged before it began, though other reads show as much.',
  );
});

test('more than was begun by the end of a read is an over-count', () => {
  expect(told(model, [add(1, 0, 1), read(4, 2, 3)])).toEqual([['over-count', [1], ['b-2']]]);
  expect(told(model, [add(1, 0, 1), read(3, 2, 3), add(2, 4, 5)])).toEqual([['over-count', [1, 2], ['b-2']]]);
  expect(told(model, [add(1, 0, 1), read(2, 2, 3), add(2, 4, 5)])).toEqual([['over-count', [1, 2], ['b-2']]]);
  expect(told(model, [add(1, 0, 1), read(4, 2, 3), add(2, 4, 5), add(1, 6, 7)])).toEqual([
    ['over-count', [1, 3], ['b-2']],
  ]);
  expect(told(model, [add(1, 0, 1), read(3, 2, 4), add(2, 4, 5)])).toEqual([]);
  expect(told(model, [add(1, 0, 1), add(2, 0, 1, { outcome: 'fail' }), read(3, 2, 4)])).toEqual([
    ['over-count', [2], ['b-2']],
  ]);
  expect(told(model, [add(1, 0, 1), add(2, 0, 1, { outcome: 'info' }), read(3, 2, 4)])).toEqual([]);
  expect(messageOf(read(4, 2, 3))).toBe(
    'operation 0 on b-2 saw 4, more than all adds begun by then explain.',
  );
});

test('what is no sum of the amounts is a phantom', () => {
  expect(told(model, [add(2, 0, 1), add(2, 0, 1), read(3, 2, 3)])).toEqual([['phantom', [2], ['b-2']]]);
  expect(told(model, [add(2, 0, 9), add(1, 0, 9), read(1.5, 2, 3)])).toEqual([['phantom', [2], ['b-2']]]);
  expect(told(model, [read(-1, 2, 3)])).toEqual([['phantom', [0], ['b-2']]]);
  expect(told(model, [read(1e308, 2, 3)])).toEqual([['over-count', [0], ['b-2']]]);
  expect(messageOf(read(-1, 2, 3))).toBe('operation 0 on b-2 saw -1, which is no sum of amounts.');
});

test('a read that began after another had ended shows no less, one that touches it may', () => {
  const running = [add(1, 0, 9), add(2, 0, 9)];
  expect(told(model, [...running, read(3, 1, 2), read(1, 3, 4, { replica: 'b-3' })])).toEqual([
    ['non-monotonic-read', [2, 3], ['b-3']],
  ]);
  expect(told(model, [...running, read(3, 1, 3), read(1, 3, 4)])).toEqual([]);
  expect(told(model, [...running, read(3, 1, 2), read(2, 1, 3), read(1, 4, 5), read(3, 6, 7)])).toEqual([
    ['non-monotonic-read', [2, 4], ['b-2']],
  ]);
  expect(told(model, [...running, read(3, 1, 2), read(3, 3, 4)])).toEqual([]);
  expect(messageOf(...running, read(3, 1, 2), read(1, 3, 4))).toBe(
    'operation 3 on b-2 saw 1, less than a read that ended before it began.',
  );
});

test('a read that is wrong itself makes no other wrong', () => {
  const running = [add(1, 0, 9), add(2, 0, 9)];
  expect(told(model, [...running, read(99, 1, 2), read(1, 3, 4)])).toEqual([['over-count', [2], ['b-2']]]);
  expect(told(model, [...running, read(2.5, 1, 2), read(1, 3, 4)])).toEqual([['phantom', [2], ['b-2']]]);
  const acknowledged = [add(1, 0, 1), add(2, 0, 1)];
  expect(told(model, [...acknowledged, read(99, 1, 9), read(1, 3, 4)]).map(([anomaly]) => anomaly)).toEqual([
    'over-count',
    'lost-update',
  ]);
});

test('with one amount also tells what no bounds show', () => {
  const first = add(1, 0, 0, { output: 2, replica: 'b-3' });
  const open = add(1, 0, 0, { outcome: 'info' });
  expect(told(model, [first, open, add(1, 1, 1), read(2, 2, 2)])).toEqual([['stale-read', [2, 3], ['b-2']]]);
  expect(told(model, [first, add(1, 0, 0, { output: 2, replica: 'b-4' })])).toEqual([
    ['lost-update', [0, 1], ['b-4']],
  ]);
  expect(
    told(model, [add(1, 0, 1, { output: 2 }), read(1, 0, 0), add(1, 1, 1, { outcome: 'info' })]),
  ).toMatchObject([['over-count', [1], ['b-2']]]);
});

test('an answer to an add that is more than its amount is the value after it', () => {
  const answers = (first: number, second: number) => [
    add(1, 0, 1, { output: first }),
    add(1, 2, 3, { output: second, replica: 'b-4' }),
  ];
  expect(judge(model, answers(1, 2))).toMatchObject({
    verdict: { status: 'valid', examined: 2 },
    summary: '2 values of 1 counters, decided exactly',
  });
  expect(told(model, answers(1, 3))).toEqual([['over-count', [1], ['b-4']]]);
  expect(told(model, [...answers(1, 2), add(1, 4, 5, { output: 2, replica: 'b-5' })])).toEqual([
    ['lost-update', [1, 2], ['b-5']],
  ]);
  expect(told(model, [add(2, 0, 1, { output: 1 })])).toEqual([['phantom', [0], ['b-1']]]);
  expect(told(model, [add(0, 0, 1, { output: 1 })])).toEqual([['over-count', [0], ['b-1']]]);
});

test('an answer to an add without an acknowledgement, or that is no number, says nothing', () => {
  expect(judge(model, [add(1, 0, 1, { output: 7, outcome: 'info' })]).verdict.status).toBe('unknown');
  expect(judge(model, [add(1, 0, 1, { output: '7' })]).verdict.status).toBe('unknown');
  expect(judge(model, [add(1, 0, 1, { output: Number.NaN })]).verdict.status).toBe('unknown');
});

test('answers that all repeat their amounts say nothing', () => {
  const echoes = [add(2, 0, 1, { output: 2 }), add(2, 2, 3, { output: 2 })];
  expect(judge(model, echoes).verdict.status).toBe('unknown');
  expect(judge(model, [...echoes, read(4, 4, 5)]).verdict).toEqual({ status: 'valid', examined: 1 });
  expect(told(model, [...echoes, add(2, 4, 5, { output: 6 })])).toEqual([['stale-read', [0, 1], ['b-1']]]);
});

test('each key is a counter of its own', () => {
  const at = (key: string) => ({ key });
  const lines = [add(1, 0, 1, at('x')), read(1, 2, 3, at('x')), read(0, 2, 3, at('y'))];
  expect(judge(model, lines)).toMatchObject({
    verdict: { status: 'valid', examined: 2 },
    summary: '2 values of 2 counters, decided exactly',
  });
  expect(messageOf(...lines, read(1, 4, 5, at('y')))).toBe(
    'key y: operation 3 on b-2 saw 1, more than all adds begun by then explain.',
  );
});

test('what is no counter is a defect that says where', () => {
  const whole = 'operation 0 (add): its value must be a whole amount, 0 or more';
  expect(defectOf(model, add(-1, 0, 1))).toBe(whole);
  expect(defectOf(model, add(0.5, 0, 1))).toBe(whole);
  expect(defectOf(model, add('1', 0, 1))).toBe(whole);
  expect(defectOf(model, add(Number.NaN, 0, 1, { outcome: 'fail' }))).toBe(whole);
  expect(defectOf(model, add(2 ** 53, 0, 1))).toBe(whole);
  expect(defectOf(model, add(2 ** 53 - 1, 0, 1), add(1, 2, 3))).toBe(
    'operation 1 (add): its value must be an amount with which the sum can still be counted exactly',
  );
  expect(defectOf(model, read('1', 0, 1))).toBe('operation 0 (read): its value must be the number it read');
  expect(defectOf(model, read(Infinity, 0, 1))).toContain('the number it read');
  expect(defectOf(model, line('sub', [0, 1], {}))).toBe(
    'operation 0: "sub" is no operation of this model, which has add and read',
  );
  expect(defectOf(model, line('kill', [0, 1], { process: 'nemesis' }))).toBe('none');
  expect(defectOf(model, add(2 ** 53 - 1, 0, 1), add(1, 2, 3, { outcome: 'fail' }))).toBe('none');
});

test('the highest value read before, and the first to show it, is what a later read clashes with', () => {
  const running = [add(1, 0, 90), add(2, 0, 90)];
  expect(told(model, [...running, read(1, 1, 2), read(3, 1, 3), read(1, 4, 5)])).toEqual([
    ['non-monotonic-read', [3, 4], ['b-2']],
  ]);
  expect(told(model, [...running, read(3, 1, 2), read(3, 1, 3), read(1, 4, 5)])).toEqual([
    ['non-monotonic-read', [2, 4], ['b-2']],
  ]);
  expect(told(model, [...running, read(3, 1, 20), read(3, 2, 3), read(1, 4, 5)])).toEqual([
    ['non-monotonic-read', [3, 4], ['b-2']],
  ]);
});

test('an add of nothing that was told the value is a read', () => {
  const first = add(1, 0, 0, { output: 2 });
  const open = add(1, 0, 0, { outcome: 'info' });
  expect(told(model, [first, open, add(1, 1, 1), add(0, 2, 2, { output: 2, replica: 'b-9' })])).toEqual([
    ['stale-read', [2, 3], ['b-9']],
  ]);
});

test('answers of one counter that are values make those of all counters values', () => {
  const at = (key: string) => ({ key, output: 2 });
  const lines = [add(2, 0, 1, at('x')), add(2, 2, 3, at('x')), add(1, 0, 1, { key: 'y', outcome: 'info' })];
  expect(told(model, lines)).toEqual([]);
  expect(told(model, [...lines, add(1, 4, 5, at('y'))]).map(([anomaly]) => anomaly)).toEqual(['lost-update']);
});

test('each anomaly comes with its likely cause', () => {
  const causeOf = (...lines: Line[]) => {
    const { verdict } = judge(model, lines);
    return verdict.status === 'invalid' ? verdict.violations[0].cause : null;
  };
  expect(causeOf(read(-1, 0, 1))).toBe('the value is corrupt, or of another key');
  expect(causeOf(read(1, 0, 1))).toBe('an add was applied again when it was retried or replayed');
  expect(causeOf(add(1, 0, 1), read(0, 2, 3))).toBe(
    'adds were acknowledged before they were safe, or two adds read the same value and wrote over each other',
  );
  expect(causeOf(add(1, 0, 1), read(0, 2, 3), read(1, 4, 5))).toBe(
    'the replica answered from a copy (a cache, a lagging follower) that had not seen the adds',
  );
  expect(causeOf(add(1, 0, 9), read(1, 2, 3), read(0, 4, 5))).toBe(
    'replicas are not equally far: a later read met one that lags',
  );
});
