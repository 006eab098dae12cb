import type { FeedQuestion, ListedAsset } from '../../feed/record.ts';

/** What of an update feed is looked at, and how. */
export interface FeedPlan {
  readonly question: FeedQuestion;
  /** The assets of the release, where somebody listed them. */
  readonly listing: readonly ListedAsset[] | null;
  /** The folder that stands for what will be published; null asks the network. */
  readonly folder: string | null;
  /** Addresses below which the feed should be the same. */
  readonly mirrors: readonly string[];
  /** How long mirrors are watched. */
  readonly watchMs: number;
}
