import type { Setting } from '../assemble.ts';
import { UnavailableError } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { LIMITED_PATH } from '../routes/limited.ts';

/**
 * While Redis is away, the limited endpoint lets everything through; there a token is then good by its signature,
 * or nothing would come as far as the limiter.
 */
export function rateLimitFailsOpen(parts: Parts, { environment }: Setting): Parts {
  const { rateLimit, rateWindowMs } = environment;
  return {
    ...parts,
    async identify(given, token, request) {
      try {
        return await parts.identify(given, token, request);
      } catch (error) {
        const isExempt = error instanceof UnavailableError && request.routeOptions.url === LIMITED_PATH;
        if (isExempt) return given.tokens.readAccess(token);
        throw error;
      }
    },
    limiter: {
      ...parts.limiter,
      async take(bucket) {
        try {
          return await parts.limiter.take(bucket);
        } catch (error) {
          if (!(error instanceof UnavailableError)) throw error;
          return { isAllowed: true, remaining: rateLimit, resetMs: rateWindowMs };
        }
      },
    },
  };
}
