import { expect, test } from 'vitest';
import { growOnlySet } from './set-model.ts';
import { defectOf, judge, type Line, line, told } from './test/recorded-story.ts';

const model = growOnlySet();
const add = (element: unknown, begin: number, end: number, more: Partial<Line> = {}) =>
  line('add', [begin, end], { input: element, ...more });
const read = (elements: unknown, begin: number, end: number, more: Partial<Line> = {}) =>
  line('read', [begin, end], { output: elements, replica: 'b-2', ...more });
const messageOf = (...lines: Line[]) => {
  const { verdict } = judge(model, lines);
  return verdict.status === 'invalid' ? verdict.violations[0].message : verdict.status;
};

test('a read shows what was added, whatever the order', () => {
  expect(judge(model, [read([], 0, 1), add(1, 2, 3), add('1', 2, 3), read(['1', 1], 4, 5)])).toEqual({
    verdict: { status: 'valid', examined: 2 },
    summary:
      '2 reads of 1 sets: 2 elements acknowledged, 0 of them never looked for since; 0 recovered (added without an answer, and read)',
    evidence: [
      {
        kind: 'table',
        title: 'What became of the elements',
        columns: [
          'elements',
          'acknowledged',
          'recovered',
          'never looked for',
          'stable after ms (median)',
          'stable after ms (99 %)',
          'stable after ms (all)',
        ],
        rows: [[2, 2, 0, 0, 0, 0, 0]],
      },
    ],
  });
});

test('without an answered read nothing is known', () => {
  const unknown = { verdict: { status: 'unknown', reason: 'no read was answered' } };
  expect(judge(model, [])).toMatchObject(unknown);
  expect(judge(model, [add(1, 0, 1), read([], 2, 3, { outcome: 'info' })])).toMatchObject(unknown);
});

test('an acknowledged element is missed by a read that began later, and may be by one that touches or is concurrent', () => {
  expect(told(model, [add(1, 0, 2), read([], 3, 4)])).toEqual([['lost', [0, 1], ['b-1']]]);
  expect(told(model, [add(1, 0, 3), read([], 3, 4)])).toEqual([]);
  expect(messageOf(add(1, 0, 2), read([], 3, 4))).toBe(
    'operation 1 on b-2 lacks 1, which was there before it began, and no later read shows it.',
  );
});

test('an element without an answer, or whose add failed, may be missing', () => {
  expect(told(model, [add(1, 0, 2, { outcome: 'info' }), read([], 3, 4)])).toEqual([]);
  expect(told(model, [add(1, 0, 2, { outcome: 'fail' }), read([], 3, 4)])).toEqual([]);
});

test('an element without an answer may not be missing again once it was seen', () => {
  const open = add(1, 0, 2, { outcome: 'info' });
  expect(told(model, [open, read([1], 3, 4), read([], 5, 6)])).toEqual([['lost', [1, 2], []]]);
  expect(told(model, [open, read([1], 3, 5), read([], 5, 6)])).toEqual([]);
  expect(told(model, [add(1, 0, 4), read([1], 1, 3), read([], 4, 6)])).toEqual([['lost', [1, 2], ['b-1']]]);
});

test('an element that a read shows at or after the one that lacks it is stale there, not lost', () => {
  expect(told(model, [add(1, 0, 2), read([], 3, 4), read([1], 5, 6)])).toEqual([
    ['stale-read', [0, 1], ['b-2']],
  ]);
  expect(told(model, [add(1, 0, 2), read([1], 0, 3), read([], 3, 4)])).toEqual([
    ['stale-read', [0, 2], ['b-2']],
  ]);
  expect(told(model, [add(1, 0, 2), read([1], 0, 3), read([], 4, 4)])).toEqual([['lost', [0, 2], ['b-1']]]);
  expect(messageOf(add(1, 0, 2), read([], 3, 4), read([1], 5, 6))).toBe(
    'operation 1 on b-2 lacks 1, which was there before it began, and is shown again later.',
  );
});

test('the last read that lacks an element is named', () => {
  expect(
    told(model, [add(1, 0, 2), read([], 3, 9), read([], 4, 5, { replica: 'b-3' }), read([1], 6, 7)]),
  ).toEqual([['stale-read', [0, 2], ['b-3']]]);
});

test('the add of several that was acknowledged first counts, and the one that began first', () => {
  const twice = [add(1, 0, 9, { replica: 'b-9' }), add(1, 1, 2), add(1, 1, 2, { replica: 'b-8' })];
  expect(told(model, [...twice, read([], 3, 4)])).toEqual([['lost', [1, 3], ['b-1']]]);
  expect(told(model, [read([1], 0, 1), add(1, 2, 3), add(1, 4, 5)])).toEqual([
    ['read-before-add', [0, 1], ['b-2']],
  ]);
});

test('an element read more often than it was added is a duplicate', () => {
  expect(told(model, [add(1, 0, 1), read([1, 2, 1, 1], 2, 3), add(2, 2, 3)])).toEqual([
    ['duplicate', [0, 1], ['b-2']],
  ]);
  expect(messageOf(add(1, 0, 1), read([1, 1, 1], 2, 3))).toBe(
    'operation 1 on b-2 read 1 3 times, and it was added 1 times.',
  );
  expect(told(model, [add(1, 0, 1), add(1, 0, 1, { outcome: 'info' }), read([1, 1], 2, 3)])).toEqual([]);
  expect(told(model, [add(1, 0, 1), add(1, 0, 1, { outcome: 'fail' }), read([1, 1], 2, 3)])).toMatchObject([
    ['duplicate', [0, 2], ['b-2']],
  ]);
});

test('an element that nobody added, or whose add failed, is a phantom', () => {
  expect(told(model, [read([7], 0, 1), read([7], 2, 3)])).toEqual([['phantom', [0], ['b-2']]]);
  expect(messageOf(read([7], 0, 1))).toBe('operation 0 on b-2 read 7, which nobody added.');
  const failed = add(7, 0, 1, { outcome: 'fail' });
  expect(told(model, [failed, read([7], 2, 3)])).toEqual([['phantom', [0, 1], ['b-2']]]);
  expect(messageOf(failed, read([7], 2, 3))).toBe('operation 1 on b-2 read 7, whose add definitely failed.');
  expect(told(model, [failed, add(7, 2, 3), read([7], 4, 5)])).toEqual([]);
});

test('an element is seen before its add began, unless they touch', () => {
  expect(told(model, [read([1], 0, 1), add(1, 2, 3)])).toEqual([['read-before-add', [0, 1], ['b-2']]]);
  expect(told(model, [read([1], 0, 2), add(1, 2, 3)])).toEqual([]);
  expect(told(model, [read([1], 0, 9), read([1], 1, 1, { replica: 'b-3' }), add(1, 2, 3)])).toEqual([
    ['read-before-add', [1, 2], ['b-3']],
  ]);
  expect(messageOf(read([1], 0, 1), add(1, 2, 3))).toBe('operation 0 on b-2 read 1 before its add began.');
});

test('two concurrent reads may not each lack what the other shows', () => {
  const both = [add(1, 0, 9), add(2, 0, 9)];
  expect(told(model, [...both, read([1], 3, 5), read([2], 4, 6, { replica: 'b-3' })])).toEqual([
    ['flip-flop', [2, 3], ['b-2', 'b-3']],
  ]);
  expect(messageOf(...both, read([1], 3, 5), read([2], 4, 6))).toBe(
    'operation 3 on b-2 lacks 1, which a concurrent read shows that lacks another element.',
  );
  expect(told(model, [...both, read([1], 3, 5), read([1, 2], 4, 6), read([], 4, 6)])).toEqual([]);
});

test('every pair of neighbours in size that is no chain is counted', () => {
  const all = [add(1, 0, 9), add(2, 0, 9), add(3, 0, 9), add(4, 0, 9), add(5, 0, 9)];
  const reads = [read([1], 3, 5), read([2, 3], 3, 5), read([1, 4, 5], 3, 5)];
  expect(messageOf(...all, ...reads)).toContain('(the first of 2).');
});

test('an element acknowledged before another was asked for cannot be missing where that is shown', () => {
  const running = read([2], 1, 9);
  expect(told(model, [add(1, 0, 2), running, add(2, 3, 4)])).toEqual([['stale-read', [0, 2, 1], ['b-2']]]);
  expect(told(model, [add(1, 0, 3), running, add(2, 3, 4)])).toEqual([]);
  expect(messageOf(add(1, 0, 2), running, add(2, 3, 4))).toBe(
    'operation 1 on b-2 lacks 1, but shows 2, whose add began after 1 was acknowledged.',
  );
  expect(told(model, [add(1, 0, 2), running, add(2, 3, 4), read([1, 2], 5, 6)])).toEqual([
    ['stale-read', [0, 2, 1], ['b-2']],
  ]);
});

test('of the elements that a read shows the last asked for counts', () => {
  const running = read([3, 2], 1, 9);
  expect(told(model, [add(1, 0, 4), running, add(2, 3, 9), add(3, 5, 9)])).toEqual([
    ['stale-read', [0, 3, 1], ['b-2']],
  ]);
  expect(told(model, [add(1, 0, 4), running, add(3, 3, 9), add(2, 5, 9)])).toEqual([
    ['stale-read', [0, 3, 1], ['b-2']],
  ]);
  expect(told(model, [add(1, 0, 2), add(2, 4, 9), read([1, 2], 1, 9), add(3, 5, 9)])).toEqual([]);
});

test('a wrong order is told only where no element alone is wrong', () => {
  const both = [add(1, 0, 9), add(2, 0, 9), read([1], 3, 5), read([2], 4, 6)];
  expect(told(model, [...both, read([1, 2, 7], 4, 6)])).toEqual([['phantom', [4], ['b-2']]]);
  expect(told(model, [...both, read([1, 2, 2], 4, 6)]).map(([anomaly]) => anomaly)).toEqual([
    'duplicate',
    'flip-flop',
  ]);
});

test('counts what was recovered, and what no read could show, and how long reads lacked what was there', () => {
  const ms = 1e6;
  const lines = [
    add(1, 0, 1 * ms),
    add(2, 0, 2 * ms, { outcome: 'info' }),
    add(3, 0, 2 * ms, { outcome: 'info' }),
    read([1, 2], 3 * ms, 4 * ms),
    read([2], 6 * ms, 7 * ms),
    read([2, 1], 8 * ms, 9 * ms),
    add(4, 8 * ms, 9 * ms),
    add(5, 8 * ms, 8 * ms),
    add(6, 9 * ms, 9 * ms),
  ];
  const { summary, evidence } = judge(model, lines);
  expect(summary).toBe(
    '3 reads of 1 sets: 4 elements acknowledged, 3 of them never looked for since; 1 recovered (added without an answer, and read)',
  );
  expect(evidence).toMatchObject([{ rows: [[6, 4, 1, 3, 0, 5, 5]] }]);
});

test('an element that is gone is looked for, and never stable', () => {
  expect(judge(model, [add(1, 0, 1), read([1], 2, 3), read([], 4, 5)]).evidence).toMatchObject([
    { rows: [[1, 1, 0, 0, null, null, null]] },
  ]);
  expect(judge(model, [add(1, 0, 1), read([], 4, 5)]).evidence).toMatchObject([
    { rows: [[1, 1, 0, 0, null, null, null]] },
  ]);
});

test('each key is a set of its own', () => {
  const at = (key: string) => ({ key });
  const lines = [add(1, 0, 1, at('x')), read([1], 2, 3, at('x')), read([], 2, 3, at('y'))];
  expect(judge(model, lines)).toMatchObject({
    verdict: { status: 'valid', examined: 2 },
    summary: expect.stringMatching(/^2 reads of 2 sets: 1 elements/u),
  });
  expect(messageOf(...lines, read([1], 4, 5, at('y')))).toBe(
    'key y: operation 3 on b-2 read 1, which nobody added.',
  );
});

test('what is no set is a defect that says where', () => {
  const scalar = 'a string, a finite number, true, false or null';
  expect(defectOf(model, add([1], 0, 1))).toBe(
    `operation 0 (add): its value must be ${scalar} as the element to add`,
  );
  expect(defectOf(model, add(Infinity, 0, 1, { outcome: 'fail' }))).toContain(scalar);
  expect(defectOf(model, read('abc', 0, 1))).toBe(
    'operation 0 (read): its value must be an array of the elements it read',
  );
  expect(defectOf(model, read([1, [2]], 0, 1))).toBe(
    `operation 0 (read): its value must be ${scalar} as each element it read`,
  );
  expect(defectOf(model, line('remove', [0, 1], {}))).toBe(
    'operation 0: "remove" is no operation of this model, which has add and read',
  );
  expect(defectOf(model, line('kill', [0, 1], { process: 'nemesis' }))).toBe('none');
  expect(defectOf(model, read('abc', 0, 1, { outcome: 'info' }))).toBe('none');
});

test('decides 100,000 adds and reads of everything far within its time limit', { timeout: 5_000 }, () => {
  const judging = model.begin();
  const all: number[] = [];
  for (let index = 0; index < 100_000; index += 1) {
    const isRead = index % 10_000 === 9_999;
    if (!isRead) all.push(index);
    judging.take({
      ...line(isRead ? 'read' : 'add', [index, index + 0.5], { input: index, output: all }),
      index,
    });
  }
  expect(judging.conclude({ isOver: () => false, memoryBytes: 0 }).verdict).toEqual({
    status: 'valid',
    examined: 10,
  });
});

test('of adds that began together the first in the history is named', () => {
  expect(told(model, [read([1], 0, 1), add(1, 2, 3), add(1, 2, 5)])).toEqual([
    ['read-before-add', [0, 1], ['b-2']],
  ]);
});

test('an element shown thrice is one element', () => {
  expect(told(model, [add(1, 0, 9), add(2, 0, 9), read([1, 1, 1], 2, 9), read([2, 1], 2, 9)])).toEqual([
    ['duplicate', [0, 2], ['b-2']],
  ]);
});

test('an element that is skipped is told only where the reads form a chain', () => {
  const running = [read([2], 1, 9), read([3], 1, 9, { replica: 'b-3' })];
  const lines = [add(1, 0, 2), add(3, 0, 99), ...running, add(2, 3, 4)];
  expect(told(model, lines).map(([anomaly]) => anomaly)).toEqual(['flip-flop']);
});

test('each anomaly comes with its likely cause', () => {
  const causeOf = (...lines: Line[]) => {
    const { verdict } = judge(model, lines);
    return verdict.status === 'invalid' ? verdict.violations[0].cause : null;
  };
  expect(causeOf(add(1, 0, 1), read([1, 1], 2, 3))).toBe(
    'an add was applied again when it was retried or replayed',
  );
  expect(causeOf(read([1], 2, 3))).toBe('the element is corrupt, or of another key');
  expect(causeOf(add(1, 0, 1, { outcome: 'fail' }), read([1], 2, 3))).toBe(
    'an add was refused after it had taken effect',
  );
  expect(causeOf(read([1], 2, 3), add(1, 4, 5))).toBe(
    'the element was not new to the system, or the times of the history are of several clocks',
  );
  expect(causeOf(add(1, 0, 1), read([], 2, 3))).toBe(
    'the add was acknowledged before it was safe, and a failover or an overwrite dropped it',
  );
  expect(causeOf(add(1, 0, 1), read([], 2, 3), read([1], 4, 5))).toBe(
    'the replica answered from a copy (a cache, a lagging follower) that had not seen the add',
  );
  expect(causeOf(add(1, 0, 2), read([2], 1, 9), add(2, 3, 4))).toBe(
    'adds reach the replica in another order than they were acknowledged in',
  );
  expect(causeOf(add(1, 0, 9), add(2, 0, 9), read([1], 1, 9), read([2], 1, 9))).toBe(
    'replicas apply adds in different orders',
  );
});
