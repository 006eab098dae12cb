import type { Violation } from '../verdict.ts';
import { type Channel, shownBy } from './channel.ts';

/** Events that nobody published to this user: `phantom`. */
export function integrityViolations(channels: readonly Channel[]): Violation[] {
  const phantoms = channels.flatMap((channel) =>
    channel.connections.flatMap((connection) =>
      connection.events
        .filter((arrival) => !shownBy(channel, arrival))
        .map((arrival) => ({ arrival, connection, owner: ownerOf(channels, arrival.payload) })),
    ),
  );
  const first = phantoms.find(({ owner }) => owner !== null) ?? phantoms[0];
  if (!first) return [];
  const { arrival, connection, owner } = first;
  const what = owner
    ? `${arrival.payload}, published to ${owner},`
    : `a ${arrival.event} event that nobody published`;
  return [
    {
      anomaly: 'phantom',
      message:
        `The stream ${connection.name} of ${connection.user} on ${connection.replica ?? 'an unnamed replica'} showed ` +
        `${what} (${phantoms.length} such events).`,
      operations: [arrival.index],
      culprits: [...new Set(phantoms.flatMap(({ connection: { replica } }) => replica ?? []))].sort(),
      cause: owner
        ? 'events are not kept apart by user'
        : 'the data was altered on its way (line breaks, encoding), or made up',
    },
  ];
}

function ownerOf(channels: readonly Channel[], payload: string | null): string | null {
  const owner = payload === null ? undefined : channels.find(({ byPayload }) => byPayload.has(payload));
  return owner?.user ?? null;
}
