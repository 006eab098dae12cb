import type { Parts } from '../parts.ts';
import { CLIENT_TYPES } from '../users.ts';

/** A kick of one client type takes the others with it. */
export function kickWrongScope(parts: Parts): Parts {
  return {
    ...parts,
    tokenVersions: {
      ...parts.tokenVersions,
      advance: (userId) => parts.tokenVersions.advance(userId, CLIENT_TYPES),
    },
  };
}
