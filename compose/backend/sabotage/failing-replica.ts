import { ApiError } from '../errors.ts';
import type { Parts } from '../parts.ts';

const FAILING_SHARE = 0.05;
/** Multiples of it spread evenly and never fall in step with a client's turns. */
const GOLDEN_RATIO = (Math.sqrt(5) - 1) / 2;

/** One request in twenty fails, whatever it asks for. */
export function failingReplica(parts: Parts): Parts {
  let requests = 0;
  return {
    ...parts,
    http: {
      ...parts.http,
      addHooks(app) {
        parts.http.addHooks(app);
        app.addHook('onRequest', async () => {
          requests += 1;
          if ((requests * GOLDEN_RATIO) % 1 < FAILING_SHARE) {
            throw new ApiError(500, 'INTERNAL', { message: 'The request failed.' });
          }
        });
      },
    },
  };
}
