import type { Parts } from '../parts.ts';

const WRONG_BY_S = 60;

/** A login promises a minute more than its token has. */
export function expiresInWrong(parts: Parts): Parts {
  return {
    ...parts,
    tokens: {
      ...parts.tokens,
      mintAccess(claims) {
        const { token, expiresIn } = parts.tokens.mintAccess(claims);
        return { token, expiresIn: expiresIn + WRONG_BY_S };
      },
    },
  };
}
