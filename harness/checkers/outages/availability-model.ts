import { msToNs, nsToMs } from '../../time/clock.ts';
import { percent, span } from '../phrases.ts';
import type { Judging, Model } from '../model.ts';
import { verdictOf } from '../verdict.ts';
import type { Evidence, Judgement, Violation } from '../verdict.ts';
import { measureAvailability } from './availability.ts';
import type { Availability, ServiceGap } from './availability.ts';
import { RecordedChecks } from './recorded-checks.ts';

/** The service level objective; what is left out is measured, not judged. */
export interface AvailabilityOptions {
  /** The least share of requests that get an answer, from 0 to 1. */
  readonly minAvailability?: number;
  /** The longest time that a session or a replica may be without an answer. */
  readonly maxGapMs?: number;
}

/** A target that answers. RecordedChecks and RecordedFaults say what the operations are; a refusal is an answer too. */
export const availability = (options: AvailabilityOptions = {}): Model => ({
  name: 'availability',
  claim: 'Requests are answered: few get 5xx, a reset or nothing, and nobody waits long for the next answer.',
  begin: (): Judging => {
    const checks = new RecordedChecks();
    return {
      take: (op) => checks.take(op),
      conclude: () => judge(measureAvailability(checks), options),
    };
  },
});

function judge(measured: Availability, options: AvailabilityOptions): Judgement {
  const { total, failed } = measured;
  const gaps = measured.gaps.toSorted((a, b) => b.lengthNs - a.lengthNs);
  const share = total === 0 ? 1 : 1 - failed / total;
  const violations = [...tooFew(measured, share, options), ...tooLong(gaps, options)];
  const [longest] = gaps;
  const worst = longest ? `, longest gap ${span(longest.lengthNs)} (${longest.of} ${longest.name})` : '';
  return {
    verdict: verdictOf(violations, total, 'no request was recorded'),
    summary: `${failed} of ${total} requests failed: availability ${percent(share)}${worst}`,
    evidence: failed === 0 ? [] : [replicaTable(measured), gapTable(gaps)],
  };
}

function tooFew(
  { total, failed, failure, byReplica }: Availability,
  share: number,
  { minAvailability = 0 }: AvailabilityOptions,
): Violation[] {
  if (!failure || share >= minAvailability) return [];
  const culprits = [...byReplica].filter(([, one]) => 1 - one.failed / one.total < minAvailability);
  return [
    {
      anomaly: 'unavailable',
      message: `${failed} of ${total} requests failed: availability is ${percent(share)}, less than ${percent(minAvailability)}`,
      operations: [failure.index],
      culprits: culprits.map(([name]) => name).sort(),
      cause: 'replicas are restarted or cut off while the balancer still sends them requests',
    },
  ];
}

function tooLong(gaps: readonly ServiceGap[], { maxGapMs = Infinity }: AvailabilityOptions): Violation[] {
  const long = gaps.filter(({ lengthNs }) => lengthNs > msToNs(maxGapMs));
  return long.slice(0, 1).map(({ of, name, lengthNs, failure, answer }) => ({
    anomaly: 'outage-too-long',
    message: `${of} ${name} had no answer for ${answer ? '' : 'at least '}${span(lengthNs)}, more than ${span(msToNs(maxGapMs))} (the longest of ${long.length} such gaps)`,
    operations: [failure.index, ...(answer ? [answer.index] : [])],
    culprits: long.flatMap((gap) => (gap.of === 'replica' ? [gap.name] : [])).sort(),
    cause: 'no replica takes over: requests are not sent elsewhere, or all replicas were away at once',
  }));
}

const MOST_ROWS = 50;

function replicaTable({ byReplica }: Availability): Evidence {
  return {
    kind: 'table',
    title: 'Answers by replica',
    columns: ['replica', 'requests', 'failed'],
    rows: [...byReplica].slice(0, MOST_ROWS).map(([name, { total, failed }]) => [name, total, failed]),
  };
}

function gapTable(gaps: readonly ServiceGap[]): Evidence {
  return {
    kind: 'table',
    title: 'Longest times without an answer',
    columns: ['of', 'name', 'from operation', 'to operation', 'ms'],
    rows: gaps
      .slice(0, MOST_ROWS)
      .map(({ of, name, lengthNs, failure, answer }) => [
        of,
        name,
        failure.index,
        answer?.index ?? null,
        Number(nsToMs(lengthNs).toFixed(3)),
      ]),
  };
}
