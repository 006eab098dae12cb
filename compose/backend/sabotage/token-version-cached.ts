import type { Setting } from '../assemble.ts';
import type { Parts } from '../parts.ts';

const CACHED_MS = 2000;

/** A version once seen in Redis is believed for 2 s: a kicked token lives on for up to that long. */
export function tokenVersionCached(parts: Parts, { clock }: Setting): Parts {
  const seen = new Map<string, { readonly version: number; readonly untilMs: number }>();
  return {
    ...parts,
    tokenVersions: {
      ...parts.tokenVersions,
      async accepts(identity) {
        const key = `${identity.userId}:${identity.clientType}`;
        const cached = seen.get(key);
        const isFresh = cached !== undefined && clock.monotonicMs() < cached.untilMs;
        if (isFresh && cached.version === identity.tokenVersion) return true;
        const isAccepted = await parts.tokenVersions.accepts(identity);
        if (isAccepted) {
          seen.set(key, { version: identity.tokenVersion, untilMs: clock.monotonicMs() + CACHED_MS });
        }
        return isAccepted;
      },
    },
  };
}
