import type { RunNs } from '../../time/clock.ts';

/** The number of a refresh token: its place among the tokens of its history. */
export type TokenId = number;

/** One call of a token family: when it ran, and who answered. */
interface Call {
  readonly index: number;
  readonly invokedNs: RunNs;
  /** Infinity: nobody knows whether, and when, it took effect. */
  readonly completedNs: RunNs;
  readonly replica: string | null;
}

/** A login that was answered: it gave out the first token of a family. */
export interface FamilyLogin extends Call {
  readonly f: 'login';
  readonly token: TokenId;
}

/** A refresh token presented for a new one. */
export interface TokenUse extends Call {
  readonly f: 'use';
  readonly token: TokenId;
  /** The token got for it; null when it was refused, undefined when there was no answer. */
  readonly child: TokenId | null | undefined;
}

/** What ends a family: a logout or revocation naming one of its tokens, or a kick (null), which ends all there are. */
export interface Revocation extends Call {
  readonly f: 'revoke';
  readonly token: TokenId | null;
}

export type FamilyCall = FamilyLogin | TokenUse | Revocation;

/** Calls in any order: an array, or something smaller that makes them when asked. */
export interface FamilyCalls extends Iterable<FamilyCall> {
  readonly at: (place: number) => FamilyCall | undefined;
}

/**
 * The refreshes of one user or family. A token is known only to whom an answer gave it. Without any login, the accepted
 * tokens that nobody gave out are held to be older than the history.
 */
export interface FamilyHistory {
  /** What the tokens are called, by number. */
  readonly tokens: readonly string[];
  readonly calls: FamilyCalls;
}

/** What a target promises of refresh tokens; by default each works once, and reusing one ends nothing else. */
export interface RefreshPolicy {
  /** How long after its rotation a token may be used once more; 0 by default. */
  readonly graceMs?: number;
  /** Whether grace ends as soon as a token that was got for it is used. */
  readonly gracePredecessorOnly?: boolean;
  /** Whether every use within the grace must get the same token. */
  readonly sameSuccessor?: boolean;
  /** Whether a refused use of a used token ends its whole family (RFC 9700, 4.14.2). */
  readonly familyRevocationOnReuse?: boolean;
  /** False for a target that gives the token back which it was sent; true by default. */
  readonly rotates?: boolean;
}

/** Calls that cannot all have been answered so. */
export interface FamilyClash {
  readonly anomaly:
    | 'fork'
    | 'reuse-accepted'
    | 'lost-token'
    | 'descendant-lives'
    | 'forged-token'
    | 'echo'
    | 'duplicate-token';
  /** The token it is about. */
  readonly token: TokenId;
  /** Whose answer must not be, */
  readonly wrong: FamilyCall;
  /** because of these. */
  readonly against: readonly FamilyCall[];
}
