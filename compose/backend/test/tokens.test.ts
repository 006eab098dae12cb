import jwt from 'jsonwebtoken';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { type Granted, claimsOf, login, me, refresh, userPool } from './client.ts';
import { CAN_RUN, type Fleet, JWT_SECRET, startFleet } from './fleet.ts';
import { openStream } from './stream-client.ts';

const HOUR_S = 3600;

describe.skipIf(!CAN_RUN)('tokens', () => {
  let fleet: Fleet;
  let url: string;
  let granted: Granted;
  const nextUser = userPool(1);
  beforeAll(async () => {
    fleet = await startFleet();
    url = fleet.urls[0]!;
    granted = await login(url, nextUser());
  });
  afterAll(() => fleet[Symbol.asyncDispose]());

  const refusesEverywhere = async (token: string): Promise<void> => {
    for (const replica of fleet.urls) {
      expect((await me(replica, token)).code).toBe('UNAUTHORIZED');
      for (const via of ['query', 'bearer'] as const) {
        using stream = await openStream(replica, { token, via });
        expect(stream.response.status).toBe(401);
        expect(stream.response.headers.get('content-type')).toContain('application/json');
        expect(stream.response.headers.get('www-authenticate')).toBe('Bearer');
        expect(stream.response.headers.get('x-instance-id')).toMatch(/./);
      }
    }
  };
  const forge = (
    changes: Record<string, unknown>,
    { secret = JWT_SECRET ?? '', algorithm = 'HS256' }: { secret?: string; algorithm?: jwt.Algorithm } = {},
  ) => {
    const claims = { ...claimsOf(granted.accessToken), ...changes };
    return jwt.sign(JSON.parse(JSON.stringify(claims)), secret, { algorithm });
  };

  test('carries every claim of the contract, and expiresIn is exp minus iat', () => {
    const claims = claimsOf(granted.accessToken);
    expect(claims).toMatchObject({
      sub: granted.user.userId,
      accountUuid: granted.user.userId,
      role: 'USER',
      clientType: 'desktop',
      sessionKey: granted.sessionKey,
      tv: 1,
    });
    for (const name of ['jti', 'iss', 'aud', 'iat', 'exp']) expect(claims[name], name).toBeDefined();
    expect(granted.expiresIn).toBe(claims.exp - claims.iat);
    expect(JSON.parse(Buffer.from(granted.accessToken.split('.')[0]!, 'base64url').toString()).alg).toBe(
      'HS256',
    );
  });

  test('gives no two tokens the same jti', async () => {
    const other = await refresh(url, await login(url, nextUser()));
    expect(claimsOf(other.data.accessToken).jti).not.toBe(claimsOf(granted.accessToken).jti);
  });

  test('refuses a request without a token', async () => {
    expect((await me(url, undefined)).code).toBe('UNAUTHORIZED');
    using stream = await openStream(url, { token: '' });
    expect(stream.response.status).toBe(401);
  });

  test('refuses a refresh token as bearer', () => refusesEverywhere(granted.refreshToken));

  test('refuses alg none', async () => {
    const header = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
    const payload = granted.accessToken.split('.')[1]!;
    await refusesEverywhere(`${header}.${payload}.`);
    await refusesEverywhere(`${header}.${payload}.${granted.accessToken.split('.')[2]}`);
  });

  test.for([
    ['its payload', (token: string) => token.replace(/\.(.{10})./, (_match, head: string) => `.${head}X`)],
    [
      'its signature',
      (token: string) => token.slice(0, -6) + (token.endsWith('AAAAAA') ? 'BBBBBB' : 'AAAAAA'),
    ],
    ['the lack of its signature', (token: string) => token.slice(0, token.lastIndexOf('.') + 1)],
  ] as const)('refuses a token tampered with in %s', ([, tamper]) =>
    refusesEverywhere(tamper(granted.accessToken)),
  );

  test('refuses what is no token at all', () => refusesEverywhere('nonsense'));

  describe.skipIf(JWT_SECRET === undefined)('signed with the right secret', () => {
    test('accepts the token the forgeries are made from', async () => {
      expect((await me(url, forge({}))).status).toBe(200);
    });

    test.for([
      ['has expired', { exp: Math.floor(Date.now() / 1000) - 1 }],
      ['expires this very second', { exp: Math.floor(Date.now() / 1000) }],
      ['never expires', { exp: undefined }],
      ['names another issuer', { iss: 'somebody-else' }],
      ['names no issuer', { iss: undefined }],
      ['names another audience', { aud: 'something-else' }],
      ['names no audience', { aud: undefined }],
      ['names no user', { sub: undefined, accountUuid: undefined }],
      ['names a user that is not there', { sub: 'ghost', accountUuid: 'ghost' }],
      ['names no client type', { clientType: undefined }],
      ['names a client type that is not there', { clientType: 'toaster' }],
      ['has no version', { tv: undefined }],
      ['has a version to come', { tv: 2 }],
      ['has a version as text', { tv: '1' }],
    ] as const)('refuses a token that %s', ([, changes]) => refusesEverywhere(forge(changes)));

    test('refuses HS512', () => refusesEverywhere(forge({}, { algorithm: 'HS512' })));
  });

  test('refuses a token signed with another secret', () => {
    const exp = Math.floor(Date.now() / 1000) + HOUR_S;
    return refusesEverywhere(forge({ exp }, { secret: 'x'.repeat(32) }));
  });
});
