/** An installation that looks for updates by itself; `bundle` is how it was installed, null where nothing says so. */
export interface FeedClient {
  readonly os: 'windows' | 'darwin' | 'linux';
  readonly arch: 'x86_64' | 'aarch64' | 'i686' | 'armv7';
  readonly bundle: 'nsis' | 'msi' | 'app' | 'appimage' | 'deb' | 'rpm' | null;
}

/** What a feed is asked, as its clients are configured. */
export interface FeedQuestion {
  /** Templates, in the order in which a client tries them. */
  readonly endpoints: readonly string[];
  /** As the configuration has it: a minisign public key file in base64; null where none was given. */
  readonly pubkey: string | null;
  readonly clients: readonly FeedClient[];
  /** Nobody named the clients: they are all that there can be, and one for which nothing was released is not missed. */
  readonly anyClient?: true | undefined;
  /** What is installed; null where nobody said so. */
  readonly currentVersion: string | null;
  /** A signature without a version is refused (`requireSignedVersion`). */
  readonly requireSignedVersion: boolean;
  /** Plain http is allowed (`dangerousInsecureTransportProtocol`). */
  readonly insecureTransport: boolean;
}

/** All that was seen of a feed: what it is judged by. Every value is JSON. */
export interface FeedRecord {
  readonly question: FeedQuestion;
  /** In the order in which they were made. */
  readonly fetches: readonly FeedFetch[];
  /** The assets of the release, where somebody listed them: a folder, or a recorded GitHub release. */
  readonly listing: readonly ListedAsset[] | null;
}

/** One GET, redirects followed as a client follows them. */
export interface FeedFetch {
  readonly url: string;
  /** `manifest` was asked of an endpoint, `asset` is what a manifest points to, `signature` the `.sig` beside an asset or a manifest. */
  readonly what: 'manifest' | 'asset' | 'signature';
  /** Who was asked: null for the feed itself, else the mirror by its address. */
  readonly mirror: string | null;
  /** Since the run began. */
  readonly atNs: number;
  readonly seen: FeedAnswer | FeedSilence;
}

export interface FeedAnswer {
  readonly kind: 'answer';
  readonly status: number;
  readonly contentType: string | null;
  /** Where redirects led, in order; empty without any. */
  readonly hops: readonly string[];
  /** `content-length`, when it was told. */
  readonly announcedBytes: number | null;
  readonly bytes: number;
  /** Of the whole body, in hex. */
  readonly sha256: string;
  readonly blake2b512: string;
  /** The body, of a manifest or a signature that is short enough to keep; null for others, and when it is no UTF-8. */
  readonly text: string | null;
  /** Of an asset whose signature is of the old kind, which is over all of its bytes: whether it is good; null when it was not tried. */
  readonly legacyVerified: boolean | null;
}

/** No answer, or none to its end. */
export interface FeedSilence {
  readonly kind: 'silence';
  readonly why: 'refused' | 'timeout' | 'tls' | 'name' | 'redirects' | 'too-long' | 'cut' | 'not-http';
  /** In a sentence, with figures. */
  readonly what: string;
  /** Of an answer that had begun; null where none had; absent where nobody told. */
  readonly status?: number | null | undefined;
}

export interface ListedAsset {
  readonly name: string;
  readonly bytes: number | null;
  /** In hex, where it is known. */
  readonly sha256: string | null;
  /** Where it can be had; null for a file of a folder. */
  readonly url: string | null;
}
