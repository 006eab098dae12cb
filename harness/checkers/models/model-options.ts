import type { LimiterKind } from '../rate-limit/rate.ts';

/** What a model may need to know of the system beside its history; each model takes what it understands. */
export interface ModelOptions {
  /** rate-limit: how the limiter counts. */
  readonly kind?: LimiterKind;
  /** rate-limit: how many calls are admitted in a window; the size of the bucket. */
  readonly limit?: number;
  /** rate-limit: the length of the window; how long the bucket takes to fill. */
  readonly windowMs?: number;
  /** rate-limit: whether denied calls use the limit up, too. */
  readonly countsDenied?: boolean;
  /** time-to-revocation, fail-closed: how long an old answer may live. */
  readonly deltaMs?: number;
  /** token-version: the version of a user who was never kicked. */
  readonly base?: number;
  /** refresh-family: how long after its rotation a token may be used once more. */
  readonly graceMs?: number;
  /** refresh-family: whether grace ends when the token that was got for it is used. */
  readonly gracePredecessorOnly?: boolean;
  /** refresh-family: whether every use within the grace must get the same token. */
  readonly sameSuccessor?: boolean;
  /** refresh-family: whether a refused use of a used token ends its family (RFC 9700, 4.14.2). */
  readonly familyRevocationOnReuse?: boolean;
  /** fail-closed: how soon every replica must work again after a heal. */
  readonly recoverWithinMs?: number;
  /** fail-closed: whether a 401 is right while a part is away. */
  readonly refusesWhenDown?: boolean;
  /** availability: the least share of requests that get an answer, from 0 to 1. */
  readonly minAvailability?: number;
  /** availability: the longest time that a session or a replica may be without an answer. */
  readonly maxGapMs?: number;
}
