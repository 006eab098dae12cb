import { compareMirrors, type MirrorJudgement } from '../../feed/mirrors/compare-mirrors.ts';
import type { MirrorLag } from '../../feed/mirrors/lags.ts';
import { NS_PER_S } from '../../time/clock.ts';
import { conclude } from '../conclusion.ts';
import type { Check, History } from '../check.ts';
import type { Evidence, Judgement, Violation } from '../verdict.ts';
import { type RecordedFeed, recordedFeeds } from './recorded-feeds.ts';

/** All mirrors of a feed serve the same version and the same bytes at all times: none serves less than was seen before. */
export const mirrorsAgree = (): Check => ({
  name: 'mirrors-agree',
  claim: 'Once any mirror served a version, no mirror serves an older one, or other bytes of it.',
  judge,
});

interface Compared {
  readonly feed: RecordedFeed;
  readonly found: MirrorJudgement;
}

function judge(history: History): Judgement {
  const compared = recordedFeeds(history).map((feed): Compared => ({
    feed,
    found: compareMirrors(feed.record.fetches),
  }));
  return conclude({
    violations: compared.flatMap(violationsOf),
    gaps: compared.length === 0 ? ['no feed was asked'] : compared.flatMap(({ found }) => found.gaps),
    examined: compared.reduce((sum, { found }) => sum + found.answers, 0),
    summary: compared.map(({ found }) => summaryOf(found)).join('; ') || 'no feed was asked',
    evidence: compared.flatMap(({ found }) => evidenceOf(found)),
  });
}

const ANOMALY: Readonly<Record<MirrorLag['kind'], string>> = {
  version: 'mirror-behind',
  bytes: 'mirror-bytes-differ',
  absent: 'mirror-lacks-file',
};
const CAUSE: Readonly<Record<MirrorLag['kind'], string>> = {
  version: 'its copy, or its cache, is renewed later than a release is announced',
  bytes: 'it serves another build or another edition of the same version',
  absent: 'the file is not copied there, or is announced before it is',
};

/** One for each mirror and each way of being behind. */
function violationsOf({ feed, found }: Compared): Violation[] {
  const groups = Map.groupBy(found.lags, ({ mirror, kind }) => JSON.stringify([mirror, kind]));
  return [...groups.values()].flatMap((lags) => {
    const longest = lags.toSorted((a, b) => lengthNs(b) - lengthNs(a))[0];
    if (longest === undefined) return [];
    const more = lags.length > 1 ? ` (and ${lags.length - 1} more such times or files)` : '';
    return {
      anomaly: ANOMALY[longest.kind],
      message: `${sentenceOf(longest)}${more}.`,
      operations: longest.fetches.flatMap((index) => feed.operations[index] ?? []),
      culprits: [longest.mirror],
      cause: CAUSE[longest.kind],
    };
  });
}

const lengthNs = ({ sinceNs, untilNs }: MirrorLag): number => untilNs - sinceNs;
const seconds = (ns: number): string => `${Number((ns / NS_PER_S).toFixed(3))} s`;

function sentenceOf(lag: MirrorLag): string {
  const { mirror, file, served, newest, ahead, sinceNs, untilNs, caughtUpNs } = lag;
  const end =
    caughtUpNs === null
      ? 'and had not caught up when it was last asked'
      : `and caught up at ${seconds(caughtUpNs)} at the latest`;
  return (
    `${mirror} still served ${served} of ${file} at ${seconds(untilNs)}, at least ${seconds(lengthNs(lag))} after ` +
    `${ahead} first served something newer at ${seconds(sinceNs)} (the newest by then: ${newest}), ${end}`
  );
}

const summaryOf = ({ mirrors, answers, lags, verdict }: MirrorJudgement): string =>
  `${answers} answers of ${mirrors.length} mirrors: ${verdict}${lags.length === 0 ? '' : `, behind ${lags.length} times`}`;

function evidenceOf({ spans, lags }: MirrorJudgement): Evidence[] {
  const served: Evidence = {
    kind: 'table',
    title: 'What each mirror served, and when',
    columns: ['mirror', 'file', 'served', 'from (s)', 'to (s)', 'answers'],
    rows: spans.map(({ mirror, file, served, fromNs, toNs, answers }) => [
      mirror,
      file,
      served,
      fromNs / NS_PER_S,
      toNs / NS_PER_S,
      answers,
    ]),
  };
  const behind: Evidence = {
    kind: 'table',
    title: 'Who was behind',
    columns: ['mirror', 'file', 'served', 'newest', 'since (s)', 'until (s)', 'caught up at (s)'],
    rows: lags.map((lag) => [
      lag.mirror,
      lag.file,
      lag.served,
      lag.newest,
      lag.sinceNs / NS_PER_S,
      lag.untilNs / NS_PER_S,
      lag.caughtUpNs === null ? null : lag.caughtUpNs / NS_PER_S,
    ]),
  };
  return [...(spans.length === 0 ? [] : [served]), ...(lags.length === 0 ? [] : [behind])];
}
