import { setTimeout as delay } from 'node:timers/promises';
import { manifestUrls } from '../../feed/endpoint.ts';
import type { FeedFetch } from '../../feed/record.ts';
import { FEED_LIMITS } from '../../target/feed/feed-connection.ts';
import { fetchFeed, type FeedRequest } from '../../target/feed/fetch-feed.ts';
import { fetchFromFolder } from '../../target/feed/fetch-from-folder.ts';
import { inLanes } from '../../time/lanes.ts';
import { mirroredManifests } from '../../target/feed/mirrored.ts';
import { filesOf } from '../../target/feed/release-folder.ts';
import { seeFeed } from '../../target/feed/see-feed.ts';
import { openSockets } from '../../target/sockets.ts';
import type { Workload } from '../scenario.ts';
import type { World } from '../world.ts';
import type { FeedPlan } from './feed-plan.ts';

/** Mirrors are asked so often. */
const EACH_MS = 2000;
/** Once does not tell one that is behind from one that is asked a moment earlier. */
const LEAST_ROUNDS = 2;
const LANES = { lanes: 4 };

type Get = (request: FeedRequest) => Promise<FeedFetch['seen']>;

/** Looks at all of an update feed, and for a while at its mirrors; what was seen is in the history. */
export const watchFeed =
  (plan: FeedPlan): Workload =>
  async (world) => {
    const { recorder } = world.system;
    const { question, listing, mirrors } = plan;
    recorder.observe(0, { f: 'feed', key: 'feed', route: 'feed', input: { question, listing } });
    using sockets = openSockets({ keepAlive: false });
    const get = await getterOf(plan, sockets, world.signal);
    const seeing =
      (mirror: string | null): Get =>
      async (request) => {
        const { url, what } = request;
        const seen = await get(request);
        const input = { url, what, mirror, seen };
        recorder.observe(0, { f: 'feed-fetch', key: what, route: mirror ?? 'feed', input });
        return seen;
      };
    await seeFeed(question, seeing(null));
    if (mirrors.length > 0) await watchMirrors(plan, seeing, world);
  };

async function getterOf(
  { folder }: FeedPlan,
  sockets: ReturnType<typeof openSockets>,
  signal: AbortSignal,
): Promise<Get> {
  if (folder === null)
    // As the client does: only what an endpoint begins with must be https, not where it leads.
    return (request) => fetchFeed(request, { sockets, limits: FEED_LIMITS, insecureTransport: true, signal });
  const files = await filesOf(folder);
  return (request) => fetchFromFolder(request, { files, names: 'github', signal });
}

async function watchMirrors(
  { question, mirrors, watchMs }: FeedPlan,
  seeing: (mirror: string | null) => Get,
  { signal }: World,
): Promise<void> {
  const manifests = [
    ...mirroredManifests(question, mirrors),
    // The feed itself is one of them.
    ...manifestUrls(question).map((url) => ({ mirror: null, url })),
  ];
  const rounds = Math.max(LEAST_ROUNDS, Math.ceil(watchMs / EACH_MS));
  for (let round = 0; round < rounds; round += 1) {
    if (round > 0) await delay(EACH_MS, undefined, { signal });
    await inLanes(manifests, LANES, ({ mirror, url }) => seeing(mirror)({ url, what: 'manifest' }));
  }
}
