import { nsToMs } from '../../time/clock.ts';
import { percent, span } from '../phrases.ts';
import type { History } from '../check.ts';
import type { Evidence } from '../verdict.ts';
import { measureAvailability } from './availability.ts';
import { outageCalls } from './outage-calls.ts';

export interface Service {
  /** Availability and the longest gap, in words. */
  readonly longest: string;
  readonly evidence: readonly Evidence[];
}

const MOST_ROWS = 20;

/** How a run's requests were served, whatever the reason: measured, not judged; with the retries that the proxy hid. */
export function serviceEvidence({ operations, stages }: History): Service {
  const calls = stages.flatMap((stage) =>
    outageCalls(operations, { stage, slackNs: Infinity, isLive: () => true }),
  );
  const { total, failed, byReplica, gaps } = measureAvailability(calls);
  const longestFirst = gaps.toSorted((a, b) => b.lengthNs - a.lengthNs);
  const [worst] = longestFirst;
  const share = total === 0 ? 1 : 1 - failed / total;
  const hidden = operations.filter(({ upstream }) => upstream?.includes(',')).length;
  return {
    longest: `availability ${percent(share)}${worst ? `, longest gap ${span(worst.lengthNs)} (${worst.of} ${worst.name})` : ''}, ${hidden} retries hidden by the proxy`,
    evidence: [
      {
        kind: 'table',
        title: 'Requests served',
        columns: ['replica', 'requests', 'failed'],
        rows: [...byReplica].map(([replica, own]) => [replica, own.total, own.failed]),
      },
      {
        kind: 'table',
        title: 'Longest times without an answer',
        columns: ['of', 'name', 'ms'],
        rows: longestFirst
          .slice(0, MOST_ROWS)
          .map(({ of, name, lengthNs }) => [of, name, Math.round(nsToMs(lengthNs))]),
      },
    ],
  };
}
