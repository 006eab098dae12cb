import type { VersionRead } from '../auth/version-history.ts';

/** A write of a session. */
export interface SessionPut {
  readonly index: number;
  readonly state: string;
  /** The version it must have to be written; null: whichever. */
  readonly ifVersion: number | null;
  /** The version it made; null without an answer. */
  readonly version: number | null;
  readonly invokedNs: number;
  /** Null: never answered. */
  readonly completedNs: number | null;
}

/** A read of a session, which is a look at its version; null and 0 while it did not exist. */
export interface SessionGet extends VersionRead {
  readonly kind: 'accept';
  readonly state: string | null;
}

/** A conditional write that was refused: the version was not `ifVersion`. */
export interface SessionConflict {
  readonly index: number;
  readonly ifVersion: number;
  readonly invokedNs: number;
  readonly completedNs: number;
}

/** What was done to one session, and seen of it. */
export interface SessionHistory {
  readonly puts: readonly SessionPut[];
  readonly gets: readonly SessionGet[];
  readonly conflicts: readonly SessionConflict[];
}

/** What was done to one session, and who answered. */
export interface RecordedSession {
  readonly key: string;
  readonly puts: (SessionPut & { readonly replica: string | null })[];
  readonly gets: (SessionGet & { readonly replica: string | null })[];
  readonly conflicts: (SessionConflict & { readonly replica: string | null })[];
}

/** Operations that cannot all be, and what that is called. */
export interface SessionClash {
  readonly anomaly:
    | 'stale-read'
    | 'flip-flop'
    | 'inversion'
    | 'lost-update'
    | 'spurious-conflict'
    | 'read-from-nowhere'
    | 'future-read'
    | 'torn-read';
  readonly operations: readonly number[];
}

/** `undecided`: only a search can tell. */
export type SessionDecision =
  | { readonly status: 'linearizable' }
  | { readonly status: 'refuted'; readonly clash: SessionClash }
  | { readonly status: 'undecided' };
