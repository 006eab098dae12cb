import type { Check, History } from '../check.ts';
import type { Evidence, Judgement } from '../verdict.ts';
import { conclude } from '../conclusion.ts';
import { admittedWithinLimit } from './admitted-within-limit.ts';
import { type Bucket, bucketsOf, type LimitedCall, NO_BUCKETS } from './attempt.ts';
import { noWrongfulDenial } from './no-wrongful-denial.ts';

/**
 * A user has one quota: no address that a client claims gives another one, and nobody else draws from it
 * (docs/algorithms.md 6).
 */
export function limitIsKeyedByUser(): Check {
  return {
    name: 'limit-is-keyed-by-user',
    claim: 'A user has one quota, whatever address a client claims and whoever else comes from the same one.',
    judge,
  };
}

function judge(history: History): Judgement {
  const buckets = bucketsOf(history);
  const verdicts = [admittedWithinLimit(), noWrongfulDenial()].map((check) => check.judge(history).verdict);
  const claimed = buckets.flatMap(({ calls }) => calls.filter(({ spoofed }) => spoofed !== null));
  const headers = [...new Set(claimed.map(({ spoofed }) => spoofed ?? ''))];
  const byStage = [...Map.groupBy(buckets, ({ stage }) => stage).values()];
  const denied = claimed.filter(({ kind }) => kind === 'denied').length;
  return conclude({
    violations: verdicts.flatMap((verdict) => (verdict.status === 'invalid' ? verdict.violations : [])),
    gaps: [
      ...(buckets.length === 0 ? [NO_BUCKETS] : []),
      ...byStage.flatMap((ofStage) => [...untriedHeaders(ofStage, headers), ...untriedNeighbours(ofStage)]),
      ...verdicts.flatMap((verdict) => (verdict.status === 'unknown' ? [verdict.reason] : [])),
    ],
    examined: claimed.length,
    summary: `${denied} of ${claimed.length} calls with a claimed address (${headers.length} headers) denied with their user`,
    evidence: claimed.length === 0 ? [] : [headerTable(claimed, headers)],
  });
}

/** Every header has to be tried on every replica while its user is denied: then a bucket of its own would show. */
function untriedHeaders(buckets: readonly Bucket[], headers: readonly string[]): string[] {
  if (headers.length === 0) return ['no call claimed another address'];
  const replicas = buckets[0]?.stage.replicas ?? [];
  return replicas.flatMap(({ name }) => {
    const untried = headers.find(
      (header) =>
        !buckets.some(({ calls }) =>
          calls.some(
            ({ kind, replica, spoofed }) => spoofed === header && replica === name && kind === 'denied',
          ),
        ),
    );
    return untried === undefined
      ? []
      : [`${name} denied no call with ${untried}, so its user was not known to be over the limit`];
  });
}

/** On every replica, somebody has to be admitted while another user is denied there. */
function untriedNeighbours(buckets: readonly Bucket[]): string[] {
  const replicas = buckets[0]?.stage.replicas ?? [];
  return replicas.flatMap(({ name }) => {
    const isTold = buckets.some((full) =>
      buckets.some((other) => other.user !== full.user && isAdmittedMeanwhile(other, full, name)),
    );
    return isTold ? [] : [`nobody was admitted on ${name} while another user was denied there`];
  });
}

function isAdmittedMeanwhile(other: Bucket, full: Bucket, name: string): boolean {
  const denials = full.calls.filter(({ kind, replica }) => kind === 'denied' && replica === name);
  return other.calls.some(
    (call) =>
      call.kind === 'allowed' &&
      call.replica === name &&
      denials.some((before) =>
        denials.some((after) => isBetween(call, before, after) && withinWindow(before, after, full)),
      ),
  );
}

const isBetween = (call: LimitedCall, before: LimitedCall, after: LimitedCall): boolean =>
  before.completedNs < call.invokedNs && call.completedNs < after.invokedNs;

/** So near to each other that the limit cannot have been used up twice. */
const withinWindow = (before: LimitedCall, after: LimitedCall, { windowNs }: Bucket): boolean =>
  after.completedNs - before.invokedNs < windowNs;

function headerTable(claimed: readonly LimitedCall[], headers: readonly string[]): Evidence {
  const count = (header: string, kind: LimitedCall['kind']): number =>
    claimed.filter((call) => call.spoofed === header && call.kind === kind).length;
  return {
    kind: 'table',
    title: 'Calls that claimed another address, of users over the limit',
    columns: ['header', 'denied', 'admitted'],
    rows: headers.map((header) => [header, count(header, 'denied'), count(header, 'allowed')]),
  };
}
