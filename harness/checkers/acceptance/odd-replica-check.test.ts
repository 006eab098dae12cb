import { expect, test } from 'vitest';
import type { History } from '../check.ts';
import { oddReplicaIsNamed } from './odd-replica-check.ts';
import { matrixStory, oddSecret } from './test/matrix-story.ts';
import { history } from '../auth/test/story.ts';

const judge = (h: History, planted = 'b-2') =>
  oddReplicaIsNamed({ stage: 's', planted: () => planted }).judge(h);

test('is valid when the matrix names the planted replica', () => {
  expect(judge(matrixStory(oddSecret('b-2')))).toMatchObject({
    verdict: { status: 'valid', examined: 12 },
    summary: 'b-2 named; 12 foreign tokens refused with 401',
  });
});
test('takes the planted replica from the stage when nobody tells', () => {
  const h = matrixStory(oddSecret('b-2'));
  const check = oddReplicaIsNamed({ stage: 's' });
  expect(check.judge(h).verdict.status).toBe('unknown');
  expect(
    check.judge({ ...h, stages: h.stages.map((s) => ({ ...s, planted: ['b-2'] })) }).verdict.status,
  ).toBe('valid');
});
test('accepts a tie between two replicas', () => {
  expect(judge(matrixStory(oddSecret('b-2'), { replicas: ['b-1', 'b-2'] })).verdict.status).toBe('valid');
});
test('is invalid when another replica is the odd one', () => {
  const verdict = judge(matrixStory(oddSecret('b-2')), 'b-3').verdict;
  expect(verdict).toMatchObject({ status: 'invalid' });
  expect(
    judge(
      matrixStory((i, j) => (i === j || j === 'b-1' ? 200 : 401)),
      'b-1',
    ).verdict.status,
  ).toBe('invalid');
});
test('is invalid when a second replica is odd beside the planted one', () => {
  const store = (name: string) => (name === 'b-1' || name === 'b-2' ? name : 'shared');
  const four = { replicas: ['b-1', 'b-2', 'b-3', 'b-4'] };
  expect(judge(matrixStory((i, j) => (store(i) === store(j) ? 200 : 401), four)).verdict).toMatchObject({
    violations: [{ anomaly: 'odd-replica-not-named', culprits: ['b-1', 'b-2'] }],
  });
});
test('finds the replica that accepts forged tokens', () => {
  const lax = judge(matrixStory((i, j) => (j === 'b-3' ? 200 : oddSecret('b-2')(i, j))));
  expect(lax.verdict).toMatchObject({
    violations: [
      { anomaly: 'forged-token-accepted', culprits: ['b-3'], cause: 'b-3 does not verify the signature' },
    ],
  });
});
test('finds a wrong status in place of 401', () => {
  const wrong = judge(matrixStory((i, j) => (i === 'b-2' && j === 'b-1' ? 500 : oddSecret('b-2')(i, j))));
  expect(wrong.verdict).toMatchObject({ violations: [{ anomaly: 'wrong-status', culprits: ['b-1'] }] });
});
test('names a replica that refuses its own tokens as not the planted fault', () => {
  const none = judge(matrixStory((i, j) => (i === 'b-2' || j === 'b-2' ? 401 : 200)));
  expect(none.verdict).toMatchObject({ violations: [{ anomaly: 'odd-replica-not-named' }] });
});
test('is unknown on too few samples and on an empty history', () => {
  expect(judge(matrixStory(oddSecret('b-2'), { samples: 2 })).verdict.status).toBe('unknown');
  expect(judge(history([])).verdict.status).toBe('unknown');
});
