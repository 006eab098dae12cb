import jsonWebToken from 'jsonwebtoken';
import { type ForgeryName, knownSecretName } from '../checkers/auth/forgeries.ts';
import type { Claims, Credentials } from './credentials.ts';
import { readClaims } from './credentials.ts';

/** A token that must be refused, and what is wrong with it; null stands for no token at all. */
export interface BadToken {
  readonly credential: string;
  readonly token: string | null;
}

const OTHER_SECRET = 'a-secret-that-no-replica-was-ever-given';
/** What manuals, samples and compose files have in the place of a secret. */
const KNOWN_SECRETS = [
  'secret',
  'changeme',
  'your-256-bit-secret',
  'your-secret-key',
  'jwt-secret',
  'password',
  'supersecret',
  'dev-secret',
];
/** A secret must be that long, so those who keep a short one pad it. */
const LEAST_SECRET = 32;
const JUST_NOW_S = 1;
const MINUTE_S = 60;
const HOUR_S = 3600;
const DAY_S = 86_400;

/** Tokens like a valid one, each with one defect; those that need the signing secret only where it is known. */
export function badTokens({ accessToken, refreshToken }: Credentials, jwtSecret: string | null): BadToken[] {
  const claims = readClaims(accessToken);
  return [
    bad('none', null),
    bad('empty', ''),
    bad('garbage', 'not-a-token'),
    bad('refresh-token', refreshToken),
    ...withoutSignature(accessToken),
    ...(claims === null ? [] : signedByOthers(claims)),
    ...(claims === null || jwtSecret === null ? [] : signedWithDefect(claims, jwtSecret)),
  ];
}

const bad = (credential: ForgeryName, token: string | null): BadToken => ({ credential, token });

const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');

function withoutSignature(token: string): BadToken[] {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const claims = jsonWebToken.decode(token);
  const promoted = typeof claims === 'object' ? { ...claims, role: 'ADMIN' } : {};
  const other = `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
  return [
    bad('alg-none', `${encode({ alg: 'none', typ: 'JWT' })}.${payload}.`),
    bad('alg-none-in-mixed-case', `${encode({ alg: 'nOnE', typ: 'JWT' })}.${payload}.`),
    bad('no-signature', `${header}.${payload}.`),
    bad('tampered-signature', `${header}.${payload}.${other}`),
    bad('tampered-payload', `${header}.${encode(promoted)}.${signature}`),
  ];
}

function signedByOthers(claims: Claims): BadToken[] {
  const known = KNOWN_SECRETS.flatMap((secret) => [
    secret,
    secret.padEnd(LEAST_SECRET, '0'),
    secret.padEnd(LEAST_SECRET, secret),
  ]);
  return [
    bad('other-secret', jsonWebToken.sign(claims, OTHER_SECRET)),
    ...known.map((secret) => ({
      credential: knownSecretName(secret),
      token: jsonWebToken.sign(claims, secret),
    })),
  ];
}

function signedWithDefect(claims: Claims, secret: string): BadToken[] {
  const signed = (credential: ForgeryName, changed: object): BadToken =>
    bad(credential, jsonWebToken.sign(changed, secret));
  const without = (credential: ForgeryName, ...names: readonly string[]): BadToken =>
    signed(credential, Object.fromEntries(Object.entries(claims).filter(([name]) => !names.includes(name))));
  const expired = (credential: ForgeryName, agoS: number): BadToken => {
    const exp = claims.iat - agoS;
    return signed(credential, { ...claims, exp, iat: exp - (claims.exp - claims.iat) });
  };
  // CONTRACT has no nbf: only who sets it is held to it.
  const begins = 'nbf' in claims;
  return [
    bad('alg-hs384', jsonWebToken.sign(claims, secret, { algorithm: 'HS384' })),
    bad('alg-hs512', jsonWebToken.sign(claims, secret, { algorithm: 'HS512' })),
    expired('expired-just-now', JUST_NOW_S),
    expired('expired', MINUTE_S),
    expired('expired-a-day-ago', DAY_S),
    without('no-expiry', 'exp'),
    ...(begins ? [signed('not-yet-valid', { ...claims, nbf: claims.iat + HOUR_S })] : []),
    signed('wrong-issuer', { ...claims, iss: 'somebody-else' }),
    without('no-issuer', 'iss'),
    signed('wrong-audience', { ...claims, aud: 'something-else' }),
    without('no-audience', 'aud'),
    without('no-user', 'sub', 'accountUuid'),
    signed('wrong-client-type', { ...claims, clientType: 'toaster' }),
    without('no-client-type', 'clientType'),
    signed('wrong-version', { ...claims, tv: claims.tv + 1 }),
    without('no-version', 'tv'),
  ];
}
