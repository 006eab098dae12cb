import { expect, test } from 'vitest';
import { openEnvelope } from './envelope.ts';

const headers = { 'x-instance-id': 'b-1' };

test('a success in the envelope has data and no problems', () => {
  expect(openEnvelope(200, headers, '{"success":true,"data":{"a":1},"error":null}')).toEqual({
    data: { a: 1 },
    code: null,
    problems: [],
    fromApplication: true,
  });
});

test('a refusal without WWW-Authenticate breaks the contract', () => {
  const body = '{"success":false,"data":null,"error":{"code":"UNAUTHORIZED","message":"no"}}';
  expect(openEnvelope(401, headers, body)).toMatchObject({
    code: 'UNAUTHORIZED',
    problems: ['a 401 has no WWW-Authenticate: Bearer'],
  });
  expect(openEnvelope(401, { ...headers, 'www-authenticate': 'Bearer' }, body).problems).toEqual([]);
});

test.each([
  ['<html>502 Bad Gateway</html>'],
  ['null'],
  ['[]'],
  ['{"success":"yes"}'],
  [''],
  ['{"success":true'],
  ['\u0000\uffff'],
])('%j is not the envelope, and no crash', (body) => {
  expect(openEnvelope(200, headers, body).problems).toContain('the body is not the envelope');
});

test('a success that says it failed is a problem', () => {
  expect(openEnvelope(200, headers, '{"success":false,"data":null,"error":null}').problems).toEqual([
    'success is false in a 200',
  ]);
});

test('an answer without envelope and replica is not the application’s', () => {
  expect(openEnvelope(502, {}, 'bad gateway').fromApplication).toBe(false);
});
