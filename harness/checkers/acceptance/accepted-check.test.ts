import { expect, test } from 'vitest';
import { acceptedOnEveryReplica } from './accepted-check.ts';
import { matrixStory, oddSecret } from './test/matrix-story.ts';
import { history, kick, login, me } from '../auth/test/story.ts';

const check = acceptedOnEveryReplica();

test('is valid, with the matrix, when every replica accepts every token', () => {
  const { verdict, summary, evidence } = check.judge(matrixStory(() => 200));
  expect(verdict).toEqual({ status: 'valid', examined: 27 });
  expect(summary).toBe('3×3 matrix accepted, 27 calls');
  expect(evidence[0]).toMatchObject({
    kind: 'matrix',
    cells: [[{ text: '3/3 accepted', tone: 'good' }, {}, {}], {}, {}],
  });
});
test('names the replica with another secret, beside the expected ratio', () => {
  const { verdict, evidence } = check.judge(matrixStory(oddSecret('b-2'), { route: 'balancer' }));
  expect(verdict).toMatchObject({
    violations: [
      { culprits: ['b-2'], cause: 'b-2 signs and verifies with another JWT_SECRET than the others' },
    ],
  });
  expect(verdict).toMatchObject({
    violations: [
      {
        message: expect.stringContaining(
          '44.4 % of 27 calls through the balancer were refused, where one odd replica of 3 makes 44.4 %',
        ),
      },
    ],
  });
  expect(evidence[0]).toMatchObject({ cells: [[{}, { text: '0/3 accepted', tone: 'bad' }, {}], {}, {}] });
});
test('is unknown when a cell has too few answers, or none', () => {
  expect(check.judge(matrixStory(() => 200, { samples: 2 })).verdict.status).toBe('unknown');
  expect(check.judge(matrixStory((i, j) => (i === j ? 503 : 200))).verdict.status).toBe('unknown');
  expect(check.judge(history([])).verdict.status).toBe('unknown');
});
test('does not count a token that a kick may have ended, with or without an answer', () => {
  const all = [
    login({ at: [0, 1], on: 'b-1', token: 't' }),
    me({ at: [30, 31], on: 'b-2', token: 't', status: 401 }),
  ];
  expect(check.judge(history([...all, kick({ at: [10, 40] })])).verdict.status).toBe('unknown');
  expect(check.judge(history([...all, kick({ at: [10, 20], outcome: 'info' })])).verdict.status).toBe(
    'unknown',
  );
  expect(check.judge(history(all)).verdict.status).toBe('invalid');
});
