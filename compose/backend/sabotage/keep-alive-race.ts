import type { Parts } from '../parts.ts';

/** Node's default, shorter than a proxy keeps idle connections: it writes into some that are just closing. */
const KEEP_ALIVE_MS = 5000;

/** The replica closes idle connections before its proxy does. */
export function keepAliveRace(parts: Parts): Parts {
  return { ...parts, http: { ...parts.http, keepAliveMs: KEEP_ALIVE_MS } };
}
