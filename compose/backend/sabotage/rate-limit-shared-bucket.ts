import type { Parts } from '../parts.ts';

/** The bucket is that of the connection's address, which behind a proxy is the proxy's: all users share it. */
export function rateLimitSharedBucket(parts: Parts): Parts {
  return {
    ...parts,
    limiter: { ...parts.limiter, bucket: (_identity, request) => request.socket.remoteAddress ?? 'unknown' },
  };
}
