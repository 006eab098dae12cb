import type { Parts } from '../parts.ts';

/** The longest that a timer can wait: 24 days. */
const NEVER_MS = 2 ** 31 - 1;

/** Streams say nothing while there is nothing to say: a proxy takes them for dead and cuts them. */
export function noHeartbeat(parts: Parts): Parts {
  return { ...parts, http: { ...parts.http, heartbeatMs: NEVER_MS } };
}
