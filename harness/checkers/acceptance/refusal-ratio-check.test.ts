import { expect, test } from 'vitest';
import { refusalRatioFits } from './refusal-ratio-check.ts';
import { matrixStory, oddSecret } from './test/matrix-story.ts';
import { history } from '../auth/test/story.ts';

const check = refusalRatioFits({ stage: 's' });
const through = { samples: 30, route: 'balancer' };

test('is valid when the share is that of one odd replica', () => {
  expect(check.judge(matrixStory(oddSecret('b-2'), through))).toMatchObject({
    verdict: { status: 'valid', examined: 270 },
    summary: '44.4 % of 270 calls refused, expected 44.4 % (99 % interval 36.6–52.5 %)',
  });
});
test('is invalid when nobody, or everybody else, refuses', () => {
  expect(check.judge(matrixStory(() => 200, through)).verdict.status).toBe('invalid');
  expect(check.judge(matrixStory((i, j) => (i === j ? 200 : 401), through)).verdict.status).toBe('invalid');
});
test('is unknown with few calls, with none through the balancer, and without any', () => {
  expect(check.judge(matrixStory(oddSecret('b-2'), { ...through, samples: 3 })).verdict.status).toBe(
    'unknown',
  );
  expect(check.judge(matrixStory(oddSecret('b-2'), { samples: 30 })).verdict.status).toBe('unknown');
  expect(check.judge(history([])).verdict.status).toBe('unknown');
});
