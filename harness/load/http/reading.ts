import type { ResponseFailure } from './response.ts';

/**
 * What a reader of bytes returns in place of the position after what it read: all bytes were taken and it needs more, or
 * it failed.
 */
export const NEEDS_MORE = -1;
export const FAILED = -2;

/** Where the readers of one connection note what failed. */
export class FailureNote {
  failure: ResponseFailure | null = null;

  fail(kind: ResponseFailure['kind'], message: string): typeof FAILED {
    this.failure = { kind, message };
    return FAILED;
  }
}
