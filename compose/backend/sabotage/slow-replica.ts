import { setTimeout as pause } from 'node:timers/promises';

import type { Parts } from '../parts.ts';

const TIMES_SLOWER = 20;
const LEAST_MS = 60;

/** Every request takes 20 times as long as it needs, and at least 60 ms more. */
export function slowReplica(parts: Parts): Parts {
  return {
    ...parts,
    http: {
      ...parts.http,
      addHooks(app) {
        parts.http.addHooks(app);
        app.addHook('onSend', async (_request, reply, payload) => {
          await pause(Math.max(LEAST_MS, (TIMES_SLOWER - 1) * reply.elapsedTime));
          return payload;
        });
      },
    },
  };
}
