import { once } from 'node:events';
import { connect } from 'node:net';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { call, login } from './client.ts';
import { CAN_RUN, type Fleet, startFleet } from './fleet.ts';

describe.skipIf(!CAN_RUN)('http', () => {
  let fleet: Fleet;
  let url: string;
  beforeAll(async () => {
    fleet = await startFleet({}, { replicas: 1 });
    url = fleet.urls[0]!;
  });
  afterAll(() => fleet[Symbol.asyncDispose]());

  test('tells its health without a token', async () => {
    const { status, data, headers } = await call(url, 'GET /health');
    expect(status).toBe(200);
    expect(data).toEqual({
      status: expect.any(String),
      instance: headers.get('x-instance-id'),
      version: expect.any(String),
    });
    expect((await call(url, 'GET /health/ready')).status).toBe(200);
  });

  test.for([
    'GET /',
    'GET /api/v1/nothing',
    'POST /health',
    'DELETE /api/v1/auth/me',
    'GET /api/v1/auth/login',
    'PATCH /api/v1/sessions/a',
    'OPTIONS /api/v1/auth/login',
  ])('answers %s in the envelope', async (request) => {
    expect(await call(url, request)).toMatchObject({ status: 404, code: 'NOT_FOUND' });
  });

  test.for(['%zz', 'x'.repeat(300)])('answers a path it cannot take 400: %s', async (id) => {
    expect(await call(url, `GET /api/v1/sessions/${id}`)).toMatchObject({
      status: 400,
      code: 'INVALID_FORMAT',
    });
  });

  test('takes JSON under any content type, and nothing else', async () => {
    const { refreshToken, user, clientType, sessionKey } = await login(url, 'user-98');
    const body = JSON.stringify({ refreshToken, userId: user.userId, clientType, sessionKey });
    const path = 'POST /api/v1/auth/refresh';
    expect((await call(url, path, { body, headers: { 'content-type': 'text/plain' } })).status).toBe(200);
    const form = { body: 'refreshToken=a', headers: { 'content-type': 'application/x-www-form-urlencoded' } };
    expect(await call(url, path, form)).toMatchObject({ status: 400, code: 'INVALID_FORMAT' });
    expect((await call(url, path, { body: '{"__proto__":{"userId":"x"}}' })).status).toBe(400);
    expect((await call(url, path, { body: 'x'.repeat(3_000_000) })).status).toBe(413);
  });

  test('answers even what is not HTTP in the envelope', async () => {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    socket.write('NONSENSE\r\n\r\n');
    let text = '';
    socket.on('data', (chunk) => (text += String(chunk)));
    await once(socket, 'close');
    expect(text).toMatch(/^HTTP\/1\.1 400 /);
    expect(text).toMatch(/\r\nX-Instance-Id: \S+\r\n/i);
    expect(JSON.parse(text.slice(text.indexOf('\r\n\r\n')))).toMatchObject({ success: false });
  });

  test('keeps an idle connection longer than a proxy does', async () => {
    const response = await fetch(`${url}/health`);
    await response.text();
    const timeout = /timeout=(\d+)/.exec(response.headers.get('keep-alive') ?? '')?.[1];
    expect(Number(timeout)).toBeGreaterThan(60);
  });
});
