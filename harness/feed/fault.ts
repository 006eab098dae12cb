/** What can be wrong with a feed. */
export type FindingId =
  // The manifest.
  | 'endpoint-insecure'
  | 'manifest-not-found'
  | 'manifest-unreachable'
  | 'manifest-not-json'
  | 'manifest-incomplete'
  | 'manifest-malformed'
  | 'names-drifted'
  | 'key-missing'
  | 'one-platform-left'
  | 'version-not-newer'
  // The assets.
  | 'asset-url-unusable'
  | 'asset-not-found'
  | 'asset-unreachable'
  | 'asset-truncated'
  | 'asset-altered'
  // The signatures.
  | 'pubkey-unreadable'
  | 'sig-missing'
  | 'sig-unlike-manifest'
  | 'signature-unreadable'
  | 'signed-by-another-key'
  | 'signature-of-another-file'
  | 'signature-altered'
  | 'signed-version-differs'
  | 'signed-version-absent'
  // What no client minds.
  | 'manifest-unsigned'
  | 'manifest-signature-wrong'
  | 'per-target-manifest-missing'
  | 'asset-not-https'
  | 'private-key-published'
  | 'variable-unknown'
  | 'key-only-with-bundle'
  | 'platform-not-released'
  | 'fallback-broken'
  | 'listing-outdated'
  | 'signed-under-another-name'
  | 'current-version-unreadable';

/** `failure`: users get no update, or the release is not whole. `policy`: a rule of projects that no client knows. `warning`: it works, but not for long or not for sure. */
export type Severity = 'failure' | 'policy' | 'warning';

/** One thing that is wrong, as one client meets it. Texts are printable sentences. */
export interface Fault {
  readonly id: FindingId;
  readonly severity: Severity;
  /** Faults of one id and one cause are one finding. */
  readonly cause: string;
  /** What the user sees. */
  readonly says: string;
  readonly why: string;
  readonly mend: string;
  /** Endpoints, assets and keys by name. */
  readonly culprits: readonly string[];
  /** Indexes into the record. */
  readonly fetches: readonly number[];
}
