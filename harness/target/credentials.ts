import jsonWebToken from 'jsonwebtoken';
import { z } from 'zod';
import type { ClientType } from '../history/vocabulary.ts';

/** What a login or a refresh gave: the real secrets, kept in memory only. */
export interface Credentials {
  readonly user: string;
  readonly userId: string;
  readonly clientType: ClientType;
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly sessionKey: string;
}

const claims = z.looseObject({
  sub: z.string(),
  accountUuid: z.string(),
  role: z.string(),
  clientType: z.string(),
  sessionKey: z.string(),
  tv: z.number(),
  jti: z.string(),
  iss: z.string(),
  aud: z.union([z.string(), z.array(z.string())]),
  iat: z.number(),
  exp: z.number(),
});

/** What CONTRACT lists, and whatever else the token says. */
export type Claims = z.infer<typeof claims>;

/** The claims of an access token as CONTRACT lists them, not verified; null when it has other ones. */
export function readClaims(token: string): Claims | null {
  const parsed = claims.safeParse(jsonWebToken.decode(token));
  return parsed.success ? parsed.data : null;
}
