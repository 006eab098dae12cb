import jsonWebToken from 'jsonwebtoken';
import { expect, test } from 'vitest';
import { FORGERIES } from '../checkers/auth/forgeries.ts';
import { badTokens } from './forgery.ts';

const SECRET = 'the-secret-of-this-test-0123456789';
const CLAIMS = {
  sub: 'u-1',
  accountUuid: 'u-1',
  role: 'USER',
  clientType: 'desktop',
  sessionKey: 's-1',
  tv: 3,
  jti: 'j-1',
  iss: 'issuer',
  aud: 'audience',
  iat: 1_800_000_000,
};
const credentialsOf = (claims: object) => ({
  user: 'user-1',
  userId: 'u-1',
  clientType: 'desktop' as const,
  accessToken: jsonWebToken.sign(claims, SECRET, { expiresIn: 3600 }),
  refreshToken: 'a-refresh-token',
  sessionKey: 's-1',
});
const credentials = credentialsOf(CLAIMS);

/** What a careful backend accepts. */
function isAccepted(token: string | null): boolean {
  try {
    const options = {
      algorithms: ['HS256' as const],
      issuer: 'issuer',
      audience: 'audience',
      clockTimestamp: CLAIMS.iat,
    };
    const claims = jsonWebToken.verify(token ?? '', SECRET, options);
    if (typeof claims === 'string') return false;
    return (
      claims.exp !== undefined && claims.sub === 'u-1' && claims.clientType === 'desktop' && claims.tv === 3
    );
  } catch {
    return false;
  }
}

test('the genuine token would be accepted, and none of the bad ones', () => {
  expect(isAccepted(credentials.accessToken)).toBe(true);
  const accepted = badTokens(credentials, SECRET).filter(({ token }) => isAccepted(token));
  expect(accepted).toEqual([]);
});

test('every defect is tried, that of a beginning only on tokens that have one', () => {
  const tried = (claims: object) =>
    new Set(badTokens(credentialsOf(claims), SECRET).map(({ credential }) => credential));
  const { 'not-yet-valid': _, ...others } = FORGERIES;
  expect([...tried(CLAIMS)].filter((name) => !name.startsWith('known-secret-')).sort()).toEqual(
    Object.keys(others).sort(),
  );
  expect(tried({ ...CLAIMS, nbf: CLAIMS.iat }).has('not-yet-valid')).toBe(true);
});

test('each has a name and a text of its own', () => {
  const bad = badTokens(credentials, SECRET);
  expect(new Set(bad.map(({ credential }) => credential)).size).toBe(bad.length);
  expect(new Set(bad.map(({ token }) => token)).size).toBe(bad.length);
});

test('without the secret only what needs none is forged, and an opaque token is tampered with all the same', () => {
  const names = badTokens(credentials, null).map(({ credential }) => credential);
  expect(names).toEqual(expect.arrayContaining(['none', 'alg-none', 'other-secret', 'known-secret-secret']));
  expect(names).not.toContain('expired');
  const opaque = badTokens({ ...credentials, accessToken: 'opaque' }, null);
  expect(opaque.map(({ credential }) => credential)).toContain('tampered-signature');
});
