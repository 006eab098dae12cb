import type { Stage } from '../../history/vocabulary.ts';
import type { Cell, Evidence } from '../verdict.ts';
import { type Channel, firstArrivals } from './channel.ts';
import type { Deliveries } from './deliveries.ts';
import { resumptionsOf } from './resumption.ts';
import type { StageChannel } from './stage-channel.ts';

/** What a stage's deliveries show of every pair of replicas. */
export interface StageDeliveries {
  readonly stage: Stage;
  readonly channels: readonly StageChannel[];
  readonly deliveries: Deliveries;
}

/** So few events from one replica to another could be luck. */
const LEAST_PER_PAIR = 3;

/** Why the deliveries of a stage prove nothing yet; null when every pair of replicas and a resume were seen. */
export function coverageGap({ stage, channels, deliveries }: StageDeliveries): string | null {
  const stalled = stalledGap(deliveries);
  if (stalled !== null) return stalled;
  const names = stage.replicas.map(({ name }) => name);
  const pairOf = pairsOf(deliveries);
  for (const from of names) {
    const to = names.find((name) => pairOf(from, name).expected < LEAST_PER_PAIR);
    if (to !== undefined) {
      const { expected } = pairOf(from, to);
      return `only ${expected} events published on ${from} were due on streams of ${to}; ${LEAST_PER_PAIR} are needed`;
    }
  }
  return names.length > 1 ? resumeGap(channels) : null;
}

/** Which events may be lost or held back; null when there are none. */
export function stalledGap(deliveries: Deliveries): string | null {
  const stalled = deliveries.ofFate('stalled');
  const first = stalled.at(0);
  return first
    ? `${stalled.length} events had not arrived when their streams were closed, such as ${first.published.payload} ` +
        `on ${first.connection.name}, and nothing later arrived to show that they are lost`
    : null;
}

function resumeGap(channels: readonly Channel[]): string | null {
  const asked = channels.some(({ connections }) =>
    connections.some(({ lastEventId }) => lastEventId !== null),
  );
  return asked && !channels.some(resumedElsewhere)
    ? 'no stream was resumed on another replica than the one that had shown its last event'
    : null;
}

/** Whether a stream was resumed on another replica than one that had shown its last event. */
function resumedElsewhere(channel: Channel): boolean {
  const resumptions = resumptionsOf(channel);
  const shownOn = new Map([...resumptions.values()].map(({ lastSeen }) => [lastSeen, new Set<string>()]));
  for (const connection of channel.connections) {
    for (const { published } of firstArrivals(channel, connection)) {
      if (connection.replica !== null) shownOn.get(published)?.add(connection.replica);
    }
  }
  return [...resumptions].some(
    ([{ replica }, { lastSeen }]) =>
      replica !== null && [...(shownOn.get(lastSeen) ?? [])].some((name) => name !== replica),
  );
}

/** Published-at × streamed-from: how many events were delivered of those that were due. */
export function deliveryMatrix(title: string, names: readonly string[], deliveries: Deliveries): Evidence {
  const pairOf = pairsOf(deliveries);
  return {
    kind: 'matrix',
    title,
    rowsLabel: 'published on',
    columnsLabel: 'streamed from',
    rows: names,
    columns: names,
    cells: names.map((from) => names.map((to) => cellOf(pairOf(from, to)))),
  };
}

interface Pair {
  delivered: number;
  expected: number;
}

/** Counts the deliveries of every pair of replicas, published on the first and streamed from the second. */
function pairsOf(deliveries: Deliveries): (from: string, to: string) => Readonly<Pair> {
  const pairs = new Map<string | null, Map<string | null, Pair>>();
  for (const { published, connection, fate } of deliveries) {
    const row = pairs.get(published.replica) ?? new Map<string | null, Pair>();
    const pair = row.get(connection.replica) ?? { delivered: 0, expected: 0 };
    pairs.set(published.replica, row.set(connection.replica, pair));
    pair.expected += 1;
    if (fate === 'delivered') pair.delivered += 1;
  }
  return (from, to) => pairs.get(from)?.get(to) ?? { delivered: 0, expected: 0 };
}

function cellOf({ delivered, expected }: Readonly<Pair>): Cell {
  if (expected === 0) return { text: '–', tone: 'neutral' };
  return { text: `${delivered}/${expected}`, tone: delivered === expected ? 'good' : 'bad' };
}
