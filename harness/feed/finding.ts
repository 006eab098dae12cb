import type { FindingId, Severity } from './fault.ts';

/** One cause of trouble, for all clients that meet it. Texts are printable. */
export interface Finding {
  readonly id: FindingId;
  readonly severity: Severity;
  /** By name, in the order of the question; empty where no client minds. */
  readonly clients: readonly string[];
  /** What their users see. */
  readonly says: string;
  /** With figures, both key ids, and names. */
  readonly why: string;
  /** What to do. */
  readonly mend: string;
  /** Endpoints, assets and keys at fault, by name. */
  readonly culprits: readonly string[];
  /** Indexes into the record. */
  readonly fetches: readonly number[];
}

/** What one client does at one endpoint. */
export interface FeedRow {
  readonly client: string;
  readonly endpoint: string;
  readonly came: string;
  readonly move: 'next' | 'stops' | 'takes' | 'not-asked';
  /** How it ends for the client, in the row of the endpoint that decides. */
  readonly outcome: string | null;
}

/** An asset that clients take. */
export interface FeedAsset {
  readonly name: string;
  readonly clients: readonly string[];
  readonly bytes: number | null;
  readonly keyId: string | null;
}

/** All that is to be said of a feed. */
export interface FeedJudgement {
  /** Failures first, then policies, then warnings; in each the most affected first. */
  readonly findings: readonly Finding[];
  readonly rows: readonly FeedRow[];
  readonly assets: readonly FeedAsset[];
  /** How many clients have a definite end: they install, are up to date, or fail. */
  readonly judged: number;
  /** What could not be said, a clause each. */
  readonly gaps: readonly string[];
  /** The key id of the question's public key; null without a readable one. */
  readonly keyId: string | null;
}
