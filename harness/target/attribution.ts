import type { IncomingHttpHeaders } from 'node:http';
import type { Secrets } from './secrets.ts';

/** Who answered: by the replica's own word, and by the proxy's. */
export interface Attribution {
  readonly replica: string | null;
  readonly upstream: string | null;
}

const LONGEST_NAME = 200;

/** Reads `X-Instance-Id` and `X-Upstream`; they come from the target, so they are cleaned and cut. */
export function attribution(headers: IncomingHttpHeaders, secrets: Secrets): Attribution {
  const read = (name: string): string | null => {
    const value = headers[name];
    return typeof value === 'string' ? secrets.clean(value).slice(0, LONGEST_NAME) : null;
  };
  return { replica: read('x-instance-id'), upstream: read('x-upstream') };
}
