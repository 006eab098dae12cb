import type { Parts } from '../parts.ts';

/** The access log writes the URL as it came, with the token of a stream in it. */
export function tokenInLog(parts: Parts): Parts {
  return { ...parts, redact: (url) => url };
}
