import type { AnyOperation } from '../../../history/operation.ts';
import { connected, ended, event, open, publish } from './stream-history.ts';

export const REPLICAS = ['b-1', 'b-2'];
const replicaOf = (at: number): string => REPLICAS[at % 2]!;
export const idOf = (at: number): string => `1700-${at}`;

/** Ten publications, alternating between the replicas, and a stream on each that shows those the filter lets through. */
export const tenEvents = (
  shows: (publishedAt: string, streamedFrom: string, at: number) => boolean,
  id: (at: number) => string = idOf,
): AnyOperation[] => [
  ...Array.from({ length: 10 }, (_, at) =>
    publish(1000 + 100 * at, `p-${at}`, replicaOf(at), { id: id(at) }),
  ),
  ...REPLICAS.flatMap((replica) => [
    open(0, `s-${replica}`, replica),
    connected(50, `s-${replica}`),
    ...Array.from({ length: 10 }, (_, at) => at)
      .filter((at) => shows(replicaOf(at), replica, at))
      .map((at) => event(1020 + 100 * at, `s-${replica}`, `p-${at}`, { id: id(at) })),
    ended(3000, `s-${replica}`),
  ]),
];
