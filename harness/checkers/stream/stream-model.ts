import type { Model } from '../model.ts';
import { type Evidence, type Judgement, verdictOf } from '../verdict.ts';
import { type Channel, channelOf } from './channel.ts';
import type { Deliveries } from './deliveries.ts';
import { deliveriesOf } from './delivery.ts';
import { deliveryMatrix, stalledGap } from './delivery-coverage.ts';
import { deliveryViolations } from './delivery-rules.ts';
import { prematureViolations } from './integrity.ts';
import { misnumberedViolations } from './misnumbered.ts';
import { type RecordedChannel, RecordedStreams } from './recorded-streams.ts';

/**
 * Event streams: each key (a user, a channel, a topic) is one log, and every stream a part of it without a break
 * (etcd's watch guarantees; docs/algorithms.md 7). `RecordedStreams` has the vocabulary.
 */
export const streamModel = (): Model => ({
  name: 'stream',
  claim: 'Each key is one log: every stream shows a part of it without a break, in order, each event once.',
  observations: ['event', 'close'],
  begin: () => {
    const streams = new RecordedStreams();
    return {
      take: (op) => streams.take(op),
      conclude: () => judge(streams.channels()),
    };
  },
});

/** More deliveries than this are not held; a million operations of a system that works make a million at most. */
const MOST_DELIVERIES = 4_000_000;

const channelAs = ({ user, log: { published, places }, connections }: RecordedChannel): Channel =>
  channelOf({
    user,
    published,
    places,
    connections,
    isUnbroken: true,
    keptEvents: Infinity,
  });

function judge(recorded: readonly RecordedChannel[]): Judgement {
  const channels = recorded.map(channelAs);
  const deliveries = deliveriesOf(channels, 0, MOST_DELIVERIES);
  const violations = [
    ...deliveryViolations(channels, deliveries),
    ...prematureViolations(channels),
    ...misnumberedViolations(recorded.flatMap(({ log }) => log.misnumbered ?? [])),
  ];
  const delivered = deliveries.count('delivered');
  const gap =
    deliveries.length >= MOST_DELIVERIES
      ? `more than ${MOST_DELIVERIES} deliveries are due; judge fewer keys or a shorter time`
      : stalledGap(deliveries);
  const streams = channels.reduce((sum, { connections }) => sum + connections.length, 0);
  return {
    verdict: verdictOf(
      violations,
      gap === null ? delivered : 0,
      gap ?? 'no event was shown that was published while its stream was open',
    ),
    summary: `${delivered} of ${deliveries.length} deliveries seen on ${streams} streams`,
    evidence: evidenceOf(deliveries),
  };
}

/** Larger matrices are not read. */
const MOST_REPLICAS = 20;

function evidenceOf(deliveries: Deliveries): Evidence[] {
  const names = deliveries.names(({ published, connection }) => [published.replica, connection.replica]);
  return names.length === 0 || names.length > MOST_REPLICAS
    ? []
    : [deliveryMatrix('Events delivered of those due', names, deliveries)];
}
