import type { Finding, FeedJudgement } from '../../feed/finding.ts';
import { judgeFeed } from '../../feed/judge/judge-feed.ts';
import { conclude } from '../conclusion.ts';
import type { Check, History } from '../check.ts';
import type { Evidence, Judgement, Violation } from '../verdict.ts';
import { assetTable, findingTable, outcomeTable } from './feed-evidence.ts';
import { type RecordedFeed, recordedFeeds } from './recorded-feeds.ts';

/** Every client that looks for an update finds, downloads and verifies it. What no client minds is in the evidence, and no violation. */
export const feedIsInstallable = (): Check => ({
  name: 'feed-is-installable',
  claim: 'Every client finds the update, downloads it whole, and accepts its signature.',
  judge,
});

interface Judged {
  readonly feed: RecordedFeed;
  readonly found: FeedJudgement;
}

function judge(history: History): Judgement {
  const judged = recordedFeeds(history).map((feed): Judged => ({ feed, found: judgeFeed(feed.record) }));
  return conclude({
    violations: judged.flatMap(violationsOf),
    gaps: judged.length === 0 ? ['no feed was asked'] : judged.flatMap(({ found }) => gapsOf(found)),
    examined: judged.reduce((sum, { found }) => sum + found.judged, 0),
    summary: judged.map(summaryOf).join('; ') || 'no feed was asked',
    evidence: judged.flatMap(evidenceOf),
  });
}

const gapsOf = ({ gaps, judged }: FeedJudgement): readonly string[] =>
  gaps.length === 0 && judged === 0 ? ['no client could be judged'] : gaps;

const isFailure = ({ severity }: Finding): boolean => severity === 'failure';

function violationsOf({ feed, found }: Judged): Violation[] {
  return found.findings.filter(isFailure).map((finding) => ({
    anomaly: finding.id,
    message: `${whoOf(finding, feed)} ${finding.says}`,
    operations: [feed.asked, ...finding.fetches.flatMap((index) => feed.operations[index] ?? [])],
    culprits: finding.culprits,
    cause: `${finding.why} ${finding.mend}`.replace(/\.$/u, ''),
  }));
}

function whoOf({ clients }: Finding, { record }: RecordedFeed): string {
  const all = record.question.clients.length;
  if (clients.length === 0) return 'No client by name:';
  const names = clients.length > 4 ? `${clients.slice(0, 4).join(', ')} …` : clients.join(', ');
  return `${clients.length} of ${all} clients (${names}) get:`;
}

function summaryOf({ feed, found }: Judged): string {
  const { clients, currentVersion } = feed.record.question;
  const others = found.findings.filter((finding) => !isFailure(finding)).length;
  return [
    `${found.judged} of ${clients.length} clients judged`,
    `${found.findings.length - others} failures, ${others} warnings and policies`,
    ...(currentVersion === null
      ? ['whether the version is newer was not judged, as nobody said what is installed']
      : []),
  ].join(', ');
}

const evidenceOf = ({ found }: Judged): Evidence[] => [
  ...(found.findings.length === 0 ? [] : [findingTable(found.findings)]),
  outcomeTable(found.rows),
  ...(found.assets.length === 0 ? [] : [assetTable(found)]),
];
