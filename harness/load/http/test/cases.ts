import { expect } from 'vitest';
import type { ResponseFailure } from '../response.ts';
import type { FeedOptions } from './fed.ts';

const ABSENT = { kind: 'absent' } as const;
/** A complete response: by default 200, to be used again, all bytes consumed. */
export const whole = (body: string, more: object = {}): object => ({
  outcome: 'complete',
  status: 200,
  keepAlive: true,
  body,
  wanted: [ABSENT],
  ...more,
});
export const failed = (kind: ResponseFailure['kind'], message: RegExp): object => ({
  outcome: 'failed',
  kind,
  message: expect.stringMatching(message),
});
export const head = (...lines: readonly string[]): string =>
  ['HTTP/1.1 200 OK', ...lines, '', ''].join('\r\n');
export const sized = (body: string, ...lines: readonly string[]): string =>
  head(`Content-Length: ${body.length}`, ...lines) + body;
export const CHUNKED = head('Transfer-Encoding: chunked');
export const OK = sized('hello');

/** Bytes of a connection, and what they are read as. */
export type Case = readonly [
  name: string,
  bytes: string,
  expected: object,
  options?: FeedOptions | undefined,
];
