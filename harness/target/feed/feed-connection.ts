import type { Sockets } from '../sockets.ts';

/** Where a client would wait and read without end, we do not. */
export interface FeedLimits {
  /** Until the headers of an answer, or more of its body, in milliseconds. */
  readonly idleMs: number;
  /** For a manifest or a signature with all its redirects, in milliseconds; an asset takes as long as bytes come. */
  readonly textMs: number;
  /** Of the body of a manifest or a signature. */
  readonly textBytes: number;
  /** Of the body of an asset. */
  readonly assetBytes: number;
  /** Of the headers of one answer. */
  readonly headerBytes: number;
}

/** What a fetch of a real feed is given. */
export const FEED_LIMITS: FeedLimits = {
  idleMs: 10_000,
  textMs: 30_000,
  textBytes: 64 * 1024 ** 2,
  assetBytes: 4 * 1024 ** 3,
  headerBytes: 64 * 1024,
};

/** By what, and how long, a feed is asked. */
export interface FeedConnection {
  readonly sockets: Sockets;
  readonly limits: FeedLimits;
  /** A redirect from https to http is followed. */
  readonly insecureTransport: boolean;
  /** Ends the fetch when the run is over. */
  readonly signal: AbortSignal;
}
