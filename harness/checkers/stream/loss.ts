import type { Violation } from '../verdict.ts';
import type { Deliveries } from './deliveries.ts';
import type { Delivery } from './delivery.ts';
import { explainGap, explainLoss } from './loss-cause.ts';

/** Acknowledged events that a live stream never showed (`lost`), or that a resume left out (`resume-gap`). */
export function lossViolations(deliveries: Deliveries): Violation[] {
  const live = deliveries.replays(false);
  const replayed = deliveries.replays(true);
  const lost = lostViolation(live);
  return [...lost, ...gapViolation(replayed, lost[0]?.cause ?? null)];
}

function lostViolation(deliveries: Deliveries): Violation[] {
  const lost = deliveries.ofFate('lost');
  const first = lost.at(0);
  if (!first) return [];
  const { always, cause, culprits } = explainLoss(deliveries, lost);
  const { published, connection } = first;
  return [
    {
      anomaly: 'lost',
      message:
        `lost: ${lost.length} of ${deliveries.length} deliveries${always ? `, ${always}` : ''}; such as ` +
        `${published.payload}, published on ${published.replica ?? 'an unnamed replica'} and never shown by the open ` +
        `stream ${connection.name} on ${connection.replica ?? 'an unnamed replica'}.`,
      operations: operationsOf(first),
      culprits,
      cause,
    },
  ];
}

function gapViolation(deliveries: Deliveries, lostBy: string | null): Violation[] {
  const missing = deliveries.ofFate('lost');
  const first = missing.at(0);
  if (!first) return [];
  const { published, connection } = first;
  const streams = missing.streams();
  return [
    {
      anomaly: 'resume-gap',
      message:
        `The stream ${connection.name} on ${connection.replica ?? 'an unnamed replica'} resumed after id ` +
        `${connection.lastEventId} and never showed ${published.payload}, published before it was open ` +
        `(${missing.length} of ${deliveries.length} events to be replayed are missing, on ${streams.size} streams).`,
      operations: operationsOf(first),
      culprits: missing.names((delivery) => [delivery.connection.replica]),
      cause: explainGap(deliveries, missing, lostBy),
    },
  ];
}

const operationsOf = ({ published, connection }: Delivery): number[] => [
  ...(connection.opening ? [connection.opening.index] : []),
  published.index,
];
