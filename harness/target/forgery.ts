import jsonWebToken from 'jsonwebtoken';
import type { Credentials } from './credentials.ts';
import { readClaims } from './credentials.ts';

/** A token that must be refused, and what is wrong with it; null stands for no token at all. */
export interface BadToken {
  readonly credential: string;
  readonly token: string | null;
}

const EXPIRED_S = 60;
const OTHER_SECRET = 'a-secret-that-no-replica-was-ever-given';

/** Tokens like a valid one, each with one defect; those that need the signing secret only where it is known. */
export function badTokens({ accessToken, refreshToken }: Credentials, jwtSecret: string | null): BadToken[] {
  const claims = readClaims(accessToken);
  const without = [
    { credential: 'none', token: null },
    { credential: 'garbage', token: 'not-a-token' },
    { credential: 'tampered', token: tamper(accessToken) },
    { credential: 'refresh-token', token: refreshToken },
  ];
  if (!claims) return without;
  const { sub: _sub, accountUuid: _account, ...nobody } = claims;
  const foreign = { credential: 'other-secret', token: jsonWebToken.sign(claims, OTHER_SECRET) };
  if (jwtSecret === null) return [...without, foreign];
  const past = {
    ...claims,
    iat: claims.iat - claims.exp + claims.iat - EXPIRED_S,
    exp: claims.iat - EXPIRED_S,
  };
  return [
    ...without,
    foreign,
    { credential: 'expired', token: jsonWebToken.sign(past, jwtSecret) },
    { credential: 'no-user', token: jsonWebToken.sign(nobody, jwtSecret) },
  ];
}

/** The token with one character of its payload changed. */
function tamper(token: string): string {
  const at = token.indexOf('.') + 5;
  return `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`;
}
