import { BALANCER } from './connection.ts';
import type { Punctuality } from './punctuality.ts';

/** Who holds which streams back. */
export interface Blame {
  readonly culprits: readonly string[];
  readonly cause: string;
  readonly of: readonly Punctuality[];
}

const BY_PROXY =
  'the proxy buffers the stream (proxy_buffering on with HTTP/1.0 to the upstream, or gzip on text/event-stream)';
const BY_APPLICATION = 'the application holds bytes back (compression, or no flush after each event)';

/** Blames the replica whose direct streams are late too, the proxy where they are not, and nobody where there are none. */
export function blameFor(late: readonly Punctuality[], all: readonly Punctuality[]): Blame[] {
  const isDirect = ({ connection: { route } }: Punctuality): boolean => route !== BALANCER;
  const direct = all.filter(isDirect);
  const lateDirect = late.filter(isDirect);
  const slowReplicas = new Set(lateDirect.map(({ connection: { replica } }) => replica));
  const byApplication = late.filter(({ connection: { replica } }) => slowReplicas.has(replica));
  const proxied = late.filter((stream) => !byApplication.includes(stream));
  const known = [...slowReplicas].filter((replica) => replica !== null).sort();
  const blames: Blame[] = [{ culprits: known, cause: BY_APPLICATION, of: byApplication }];
  if (direct.length > 0) blames.unshift({ culprits: ['proxy'], cause: BY_PROXY, of: proxied });
  else blames.push({ culprits: [], cause: `${BY_PROXY}, or ${BY_APPLICATION}`, of: proxied });
  return blames.filter(({ of }) => of.length > 0);
}
