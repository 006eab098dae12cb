import { UnavailableError } from '../errors.ts';
import type { Parts } from '../parts.ts';

/** A token that cannot be checked while Redis is away is good by its signature, kicked or not. */
export function redisAwayFailsOpen(parts: Parts): Parts {
  return {
    ...parts,
    async identify(given, token, request) {
      try {
        return await parts.identify(given, token, request);
      } catch (error) {
        if (error instanceof UnavailableError) return given.tokens.readAccess(token);
        throw error;
      }
    },
  };
}
