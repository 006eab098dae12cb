import { feedIsInstallable } from '../../checkers/feed/feed-is-installable.ts';
import { mirrorsAgree } from '../../checkers/feed/mirrors-agree.ts';
import type { Scenario } from '../scenario.ts';
import type { FeedPlan } from './feed-plan.ts';
import { watchFeed } from './watch-feed.ts';

export const FEED_SCENARIO = 'update-feed-is-installable';

/** One update feed, as the command line names it; whatever it is, its record is judged by the same checks. */
export const feedScenario = (plan: FeedPlan): Scenario => ({
  name: FEED_SCENARIO,
  question: 'Can every client find, download and verify the update that is published?',
  needs: [],
  stages: [{ name: 'feed', bringsUp: 'nothing', workload: watchFeed(plan) }],
  checks: plan.mirrors.length === 0 ? [feedIsInstallable()] : [feedIsInstallable(), mirrorsAgree()],
  sabotage: [],
});
