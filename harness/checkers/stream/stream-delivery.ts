import type { Check, History } from '../check.ts';
import { type Judgement, verdictOf } from '../verdict.ts';
import type { Deliveries } from './deliveries.ts';
import { deliveriesOf } from './delivery.ts';
import { coverageGap, deliveryMatrix, type StageDeliveries } from './delivery-coverage.ts';
import { deliveryViolations } from './delivery-rules.ts';
import { lateAfterNs } from './lateness.ts';
import { channelsOf } from './stage-channel.ts';

/**
 * Every event reaches every open stream of its user once and in one order, on whichever replica, and a resumed stream
 * goes on where it was (etcd's watch guarantees: unique, ordered, reliable, resumable; docs/algorithms.md 7).
 */
export function streamDelivery(): Check {
  return {
    name: 'stream-delivery',
    claim: 'Each event reaches each open stream of its user once, in one order, on every replica.',
    judge,
  };
}

function judge(history: History): Judgement {
  const stages = stagesOf(history);
  const violations = stages.flatMap(({ channels, deliveries }) => deliveryViolations(channels, deliveries));
  const nothing = stages.map(coverageGap).find((gap) => gap !== null) ?? null;
  const counted = (count: (deliveries: Deliveries) => number): number =>
    stages.reduce((sum, { deliveries }) => sum + count(deliveries), 0);
  const delivered = counted((all) => all.count('delivered'));
  const streams = stages.flatMap(({ channels }) => channels.flatMap(({ connections }) => connections)).length;
  return {
    verdict: verdictOf(
      violations,
      nothing === null ? delivered : 0,
      nothing ?? 'no event was published while a stream of its user was open',
    ),
    summary: `${delivered} of ${counted(({ length }) => length)} deliveries seen on ${streams} streams`,
    evidence: stages.map(({ stage, deliveries }) => {
      const names = stage.replicas.map(({ name }) => name);
      return deliveryMatrix(`Events delivered of those due (${stage.stage})`, names, deliveries);
    }),
  };
}

/** The stages in which something was published; streams of other stages owe nothing. */
function stagesOf(history: History): StageDeliveries[] {
  const channels = channelsOf(history);
  return history.stages.flatMap((stage) => {
    const own = channels.filter((channel) => channel.stage === stage);
    const hasEvents = own.some(
      ({ published, connections }) =>
        published.length > 0 || connections.some(({ events }) => events.length > 0),
    );
    if (!hasEvents) return [];
    const lateNs = lateAfterNs(history, stage);
    return [{ stage, channels: own, deliveries: deliveriesOf(own, lateNs) }];
  });
}
