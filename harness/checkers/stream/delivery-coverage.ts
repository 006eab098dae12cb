import type { Stage } from '../../history/vocabulary.ts';
import type { Cell, Evidence } from '../verdict.ts';
import type { Channel } from './channel.ts';
import type { Delivery } from './delivery.ts';
import { firstArrivals } from './channel.ts';
import { resumptionOf } from './resumption.ts';

/** What a stage's deliveries show of every pair of replicas. */
export interface StageDeliveries {
  readonly stage: Stage;
  readonly channels: readonly Channel[];
  readonly deliveries: readonly Delivery[];
}

/** So few events from one replica to another could be luck. */
const LEAST_PER_PAIR = 3;

/** Why the deliveries of a stage prove nothing yet; null when every pair of replicas and a resume were seen. */
export function coverageGap({ stage, channels, deliveries }: StageDeliveries): string | null {
  const stalled = deliveries.filter(({ fate }) => fate === 'stalled');
  const first = stalled[0];
  if (first) {
    return (
      `${stalled.length} events had not arrived when their streams were closed, such as ${first.published.payload} ` +
      `on ${first.connection.name}, and nothing later arrived to show that they are lost`
    );
  }
  const names = stage.replicas.map(({ name }) => name);
  for (const from of names) {
    const to = names.find((name) => pairOf(deliveries, from, name).expected < LEAST_PER_PAIR);
    if (to !== undefined) {
      const { expected } = pairOf(deliveries, from, to);
      return `only ${expected} events published on ${from} were due on streams of ${to}; ${LEAST_PER_PAIR} are needed`;
    }
  }
  return names.length > 1 ? resumeGap(channels) : null;
}

function resumeGap(channels: readonly Channel[]): string | null {
  const asked = channels.some(({ connections }) =>
    connections.some(({ lastEventId }) => lastEventId !== null),
  );
  return asked && !channels.some(resumedElsewhere)
    ? 'no stream was resumed on another replica than the one that had shown its last event'
    : null;
}

function resumedElsewhere(channel: Channel): boolean {
  return channel.connections.some((connection) => {
    const lastSeen = resumptionOf(channel, connection)?.lastSeen;
    if (!lastSeen || connection.replica === null) return false;
    return channel.connections.some(
      (before) =>
        before !== connection &&
        before.replica !== null &&
        before.replica !== connection.replica &&
        firstArrivals(channel, before).some(({ published }) => published === lastSeen),
    );
  });
}

/** Published-at × streamed-from: how many events were delivered of those that were due. */
export function deliveryMatrix({ stage, deliveries }: StageDeliveries): Evidence {
  const names = stage.replicas.map(({ name }) => name);
  return {
    kind: 'matrix',
    title: `Events delivered of those due (${stage.stage})`,
    rowsLabel: 'published on',
    columnsLabel: 'streamed from',
    rows: names,
    columns: names,
    cells: names.map((from) => names.map((to) => cellOf(pairOf(deliveries, from, to)))),
  };
}

interface Pair {
  readonly delivered: number;
  readonly expected: number;
}

function pairOf(deliveries: readonly Delivery[], from: string, to: string): Pair {
  const pair = deliveries.filter(
    ({ published, connection }) => published.replica === from && connection.replica === to,
  );
  return { delivered: pair.filter(({ fate }) => fate === 'delivered').length, expected: pair.length };
}

function cellOf({ delivered, expected }: Pair): Cell {
  if (expected === 0) return { text: '–', tone: 'neutral' };
  return { text: `${delivered}/${expected}`, tone: delivered === expected ? 'good' : 'bad' };
}
