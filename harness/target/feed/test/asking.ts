import { expect } from 'vitest';
import type { FeedAnswer, FeedSilence } from '../../../feed/record.ts';
import { FEED_LIMITS, type FeedConnection } from '../feed-connection.ts';
import { fetchFeed, type FeedRequest } from '../fetch-feed.ts';
import { connection } from './hostile.ts';

/** Fetches once, over a connection of its own. */
export async function get(
  url: string,
  changes: Partial<FeedConnection> = {},
  what: FeedRequest['what'] = 'manifest',
): Promise<FeedAnswer | FeedSilence> {
  using asked = connection(changes);
  return await fetchFeed({ url, what }, asked);
}

/** A silence of a kind, whose sentence matches. */
export const silence = (why: FeedSilence['why'], what: RegExp) => ({
  kind: 'silence',
  why,
  what: expect.stringMatching(what),
});
/** A connection whose limits are changed. */
export const limits = (changes: Partial<typeof FEED_LIMITS>) => ({ limits: { ...FEED_LIMITS, ...changes } });
