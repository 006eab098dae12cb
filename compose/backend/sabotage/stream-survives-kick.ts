import type { Parts } from '../parts.ts';
import { isStreamRequest } from '../routes/events.ts';

const LONG_S = 1_000_000;

/** A token is checked when its stream opens and never again: neither kick nor logout nor expiry ends the stream. */
export function streamSurvivesKick(parts: Parts): Parts {
  return {
    ...parts,
    mayContinue: async () => true,
    async identify(given, token, request) {
      const identity = await parts.identify(given, token, request);
      if (identity === undefined || !isStreamRequest(request)) return identity;
      return { ...identity, expiresAtS: identity.expiresAtS + LONG_S };
    },
  };
}
