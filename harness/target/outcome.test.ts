import { expect, test } from 'vitest';
import type { Exchange } from './exchange.ts';
import { classify } from './outcome.ts';

const answered = (status: number): Exchange => ({ kind: 'response', status, headers: {}, body: '' });
const failed = (phase: 'connect' | 'response' | 'body'): Exchange => ({
  kind: 'failure',
  phase,
  message: 'reset',
});

test('a refusal of the application is a definite answer', () => {
  for (const status of [200, 202, 400, 401, 403, 409, 429]) {
    expect(classify('login', answered(status), true).outcome).toBe('ok');
  }
});

test('a write that may have been sent stays open for ever', () => {
  for (const f of ['login', 'refresh', 'kick', 'limited', 'publish'] as const) {
    expect(classify(f, failed('response'), false).outcome).toBe('info');
    expect(classify(f, failed('body'), false).outcome).toBe('info');
    expect(classify(f, answered(502), false).outcome).toBe('info');
    expect(classify(f, answered(503), true).outcome).toBe('info');
  }
});

test('a write that was never sent definitely did not happen', () => {
  expect(classify('kick', failed('connect'), false)).toEqual({ outcome: 'fail', reason: 'connect: reset' });
});

test('a read without an answer constrains nothing', () => {
  expect(classify('me', failed('response'), false).outcome).toBe('fail');
  expect(classify('me', answered(504), false).outcome).toBe('fail');
});

test('a 401 of something in front of the application is no answer of the application', () => {
  expect(classify('me', answered(401), false).outcome).toBe('fail');
  expect(classify('login', answered(403), false).outcome).toBe('info');
});
