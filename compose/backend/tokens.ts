import { createSecretKey, randomUUID } from 'node:crypto';

import jwt from 'jsonwebtoken';
import { z } from 'zod';

import type { Tokens } from './parts.ts';
import { CLIENT_TYPES } from './users.ts';

const ISSUER = 'lockstep';
const ACCESS_AUDIENCE = 'lockstep-api';
/** Its own audience is what keeps a refresh token from being a bearer token. */
const REFRESH_AUDIENCE = 'lockstep-refresh';

const accessClaims = z
  .object({
    sub: z.string().min(1),
    accountUuid: z.string().optional(),
    role: z.enum(['USER', 'ADMIN']),
    clientType: z.enum(CLIENT_TYPES),
    sessionKey: z.string().min(1),
    tv: z.number().int().positive(),
    // Required here, because jsonwebtoken lets a token without `exp` live for ever.
    exp: z.number().int(),
  })
  .refine(({ sub, accountUuid }) => accountUuid === undefined || accountUuid === sub);

const refreshClaims = z.object({
  sub: z.string().min(1),
  clientType: z.enum(CLIENT_TYPES),
  sessionKey: z.string().min(1),
});

/** HS256 tokens; a refresh token has no `exp`, its session in Redis decides how long it lives. */
export function createTokens({ secret, accessTtlS }: { secret: string; accessTtlS: number }): Tokens {
  const key = createSecretKey(Buffer.from(secret));
  const verify = (token: string, audience: string): unknown => {
    try {
      return jwt.verify(token, key, { algorithms: ['HS256'], issuer: ISSUER, audience, clockTolerance: 0 });
    } catch (error) {
      if (error instanceof jwt.JsonWebTokenError) return undefined;
      // A payload that is not JSON is reported as a bare SyntaxError.
      if (error instanceof SyntaxError) return undefined;
      throw error;
    }
  };
  return {
    mintAccess({ userId, role, clientType, sessionKey, tokenVersion }) {
      const token = jwt.sign({ accountUuid: userId, role, clientType, sessionKey, tv: tokenVersion }, key, {
        subject: userId,
        issuer: ISSUER,
        audience: ACCESS_AUDIENCE,
        jwtid: randomUUID(),
        expiresIn: accessTtlS,
      });
      return { token, expiresIn: accessTtlS };
    },
    mintRefresh: ({ userId, clientType, sessionKey }) =>
      jwt.sign({ clientType, sessionKey }, key, {
        subject: userId,
        issuer: ISSUER,
        audience: REFRESH_AUDIENCE,
        jwtid: randomUUID(),
      }),
    readAccess(token) {
      const claims = accessClaims.safeParse(verify(token, ACCESS_AUDIENCE)).data;
      if (claims === undefined) return undefined;
      const { sub, role, clientType, sessionKey, tv, exp } = claims;
      return { userId: sub, role, clientType, sessionKey, tokenVersion: tv, expiresAtS: exp };
    },
    readRefresh(token) {
      const claims = refreshClaims.safeParse(verify(token, REFRESH_AUDIENCE)).data;
      return claims && { userId: claims.sub, clientType: claims.clientType, sessionKey: claims.sessionKey };
    },
  };
}
