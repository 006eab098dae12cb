import { Buffer } from 'node:buffer';
import { expect, test } from 'vitest';
import { type Expectation, wrongWith } from './expectation.ts';

const ANY: Expectation = { statuses: [200, 429], holds: null, fields: [] };
const OWN: Expectation = { ...ANY, fields: [{ path: ['data', 'userId'], equals: 'u-1' }] };
/** The body, with bytes of somebody else around it. */
const judged = (expected: Expectation, text: string, status = 200) => {
  const buffer = Buffer.from(`u-1 ok${text}"ok" u-1`);
  return wrongWith(expected, status, { buffer, start: 6, end: buffer.length - 8 });
};

test('any of the statuses is right, and any other is told', () => {
  expect([200, 429, 201, 500].map((status) => judged(ANY, '', status))).toEqual([
    null,
    null,
    'status 201',
    'status 500',
  ]);
});

test('the bytes must be in the body, and not around it', () => {
  const held = { ...ANY, holds: Buffer.from('ok') };
  expect(judged(held, '{"status":"ok"}')).toBeNull();
  expect(judged(held, 'o')).toBe('the body lacks the expected bytes');
  expect(judged(held, '')).toBe('the body lacks the expected bytes');
});

test('a field must be there and be what is expected, whoever answers', () => {
  expect(judged(OWN, '{"data":{"userId":"u-1"}}')).toBeNull();
  for (const body of [
    '{"data":{"userId":"u-2"}}',
    '{"data":{}}',
    '{"data":null}',
    '[]',
    '7',
    '{"userId":"u-1"}',
  ])
    expect(judged(OWN, body)).toBe('another data.userId');
});

test('what is not JSON, or only inherited, is no field', () => {
  expect(judged(OWN, '<html>')).toBe('the body is not JSON');
  expect(judged(OWN, '')).toBe('the body is not JSON');
  const inherited = { ...ANY, fields: [{ path: ['toString', 'name'], equals: 'toString' }] };
  expect(judged(inherited, '{}')).toBe('another toString.name');
});
