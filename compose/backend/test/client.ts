import { expect } from 'vitest';

import { PASSWORD } from './fleet.ts';

export type ClientType = 'admin' | 'desktop';

export interface Answer<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly data: T;
  readonly code: string | undefined;
  readonly ms: number;
}

export interface Granted {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly sessionKey: string;
  readonly clientType: ClientType;
  readonly expiresIn: number;
  readonly user: { userId: string; username: string; displayName: string; role: string };
}

export interface Claims {
  readonly exp: number;
  readonly iat: number;
  readonly jti: string;
  readonly [name: string]: unknown;
}

export interface CallOptions {
  readonly token?: string | undefined;
  /** Sent as it is when it is a string, else as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One request; also checks what the contract says of every answer. */
export async function call<T = unknown>(
  url: string,
  request: string,
  options: CallOptions = {},
): Promise<Answer<T>> {
  const [method = 'GET', path = '/'] = request.split(' ');
  const { token, body, headers } = options;
  const startedMs = performance.now();
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const envelope: { data: T; error: { code: string } | null } = JSON.parse(await response.text());
  const isSuccess = response.status < 300;
  expect(response.headers.get('x-instance-id')).toMatch(/./);
  expect(envelope).toEqual(
    isSuccess
      ? { success: true, data: expect.anything(), error: null }
      : { success: false, data: null, error: { code: expect.any(String), message: expect.any(String) } },
  );
  if (response.status === 401) expect(response.headers.get('www-authenticate')).toBe('Bearer');
  return {
    status: response.status,
    headers: response.headers,
    data: envelope.data,
    code: envelope.error?.code,
    ms: performance.now() - startedMs,
  };
}

/** A login that must succeed. */
export async function login(
  url: string,
  username: string,
  clientType: ClientType = 'desktop',
): Promise<Granted> {
  const answer = await tryLogin(url, username, { clientType });
  expect(answer.status).toBe(200);
  return answer.data;
}

export function tryLogin(
  url: string,
  username: string,
  { password = PASSWORD, clientType = 'desktop' } = {},
) {
  return call<Granted>(url, 'POST /api/v1/auth/login', { body: { username, password, clientType } });
}

export function refresh(url: string, granted: Granted, changed: Readonly<Record<string, unknown>> = {}) {
  const { refreshToken, clientType, sessionKey, user } = granted;
  const body = { refreshToken, userId: user.userId, clientType, sessionKey, ...changed };
  return call<Granted>(url, 'POST /api/v1/auth/refresh', { body });
}

export function me(url: string, token: string | undefined) {
  return call(url, 'GET /api/v1/auth/me', { token });
}

export function kick(url: string, token: string, { userId, targets }: { userId: string; targets: unknown }) {
  return call(url, `POST /api/v1/admin/users/${userId}/force-expire`, { token, body: { targets } });
}

export function publish(url: string, token: string, data: string, type = 'schedule:popup-reminder') {
  return call<{ id: string }>(url, 'POST /api/v1/schedules/events', { token, body: { type, data } });
}

/** What `/me` says of a token on every replica. */
export async function statuses(urls: readonly string[], token: string): Promise<number[]> {
  return Promise.all(urls.map(async (url) => (await me(url, token)).status));
}

/** The parts of a JWT, unverified. */
export function claimsOf(token: string): Claims {
  return JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString());
}

/** Hands out users that no other test of the suite uses. */
export function userPool(first: number): () => string {
  let number = first;
  return () => `user-${number++}`;
}

/** The replica for the n-th of many requests. */
export function spread(urls: readonly string[], index: number): string {
  return urls[index % urls.length]!;
}
