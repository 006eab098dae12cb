import { setTimeout as pause } from 'node:timers/promises';

import type { Setting } from '../assemble.ts';
import type { Parts } from '../parts.ts';

/** More requests than these in a second are too many. */
const MOST_PER_SECOND = 40;
const WINDOW_MS = 1000;
/** How long it suffers from too many, and how. */
const LINGERS_MS = 60_000;
const LATER_MS = 300;

/** A burst is over, and its effect is not: every request takes 300 ms more for a minute (a metastable failure). */
export function overloadLingers(parts: Parts, { clock }: Setting): Parts {
  let [windowMs, requests, suffersUntilMs] = [0, 0, 0];
  return {
    ...parts,
    http: {
      ...parts.http,
      addHooks(app) {
        parts.http.addHooks(app);
        app.addHook('onRequest', async () => {
          const nowMs = clock.monotonicMs();
          if (nowMs - windowMs >= WINDOW_MS) [windowMs, requests] = [nowMs, 0];
          requests += 1;
          if (requests > MOST_PER_SECOND) suffersUntilMs = nowMs + LINGERS_MS;
          if (nowMs < suffersUntilMs) await pause(LATER_MS);
        });
      },
    },
  };
}
