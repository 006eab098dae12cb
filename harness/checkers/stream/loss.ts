import type { Violation } from '../verdict.ts';
import type { Delivery } from './delivery.ts';
import { explainGap, explainLoss } from './loss-cause.ts';

/** Acknowledged events that a live stream never showed (`lost`), or that a resume left out (`resume-gap`). */
export function lossViolations(deliveries: readonly Delivery[]): Violation[] {
  const live = deliveries.filter(({ isReplay }) => !isReplay);
  const replayed = deliveries.filter(({ isReplay }) => isReplay);
  return [...lostViolation(live), ...gapViolation(replayed)];
}

function lostViolation(deliveries: readonly Delivery[]): Violation[] {
  const lost = deliveries.filter(({ fate }) => fate === 'lost');
  const first = lost[0];
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

function gapViolation(deliveries: readonly Delivery[]): Violation[] {
  const missing = deliveries.filter(({ fate }) => fate === 'lost');
  const first = missing[0];
  if (!first) return [];
  const { published, connection } = first;
  const streams = new Set(missing.map((delivery) => delivery.connection));
  return [
    {
      anomaly: 'resume-gap',
      message:
        `The stream ${connection.name} on ${connection.replica ?? 'an unnamed replica'} resumed after id ` +
        `${connection.lastEventId} and never showed ${published.payload}, published before it was open ` +
        `(${missing.length} of ${deliveries.length} events to be replayed are missing, on ${streams.size} streams).`,
      operations: operationsOf(first),
      culprits: [...new Set([...streams].flatMap(({ replica }) => replica ?? []))].sort(),
      cause: explainGap(deliveries, missing),
    },
  ];
}

const operationsOf = ({ published, connection }: Delivery): number[] => [
  ...(connection.opening ? [connection.opening.index] : []),
  published.index,
];
