import type { Violation } from '../verdict.ts';
import { type Channel, shownBy } from './channel.ts';

/** One appearance of an id with a payload. */
interface Naming {
  readonly id: string;
  readonly payload: string;
  readonly index: number;
  readonly replica: string | null;
}

/** Ids or payloads that stand for two things each: the groups, each with one naming per thing. */
interface Clashes {
  readonly ids: readonly (readonly Naming[])[];
  readonly payloads: readonly (readonly Naming[])[];
}

/** Whether the ids of a channel name its events: one id, one event, over all replicas and streams. */
export const idsCount = (channel: Channel): boolean => {
  const { ids, payloads } = clashesOf(channel);
  return ids.length === 0 && payloads.length === 0;
};

/** Ids that name two events, and events that go by two ids, the publisher's word included. */
export function identityViolations(channels: readonly Channel[]): Violation[] {
  const clashes = channels.map(clashesOf);
  const ids = clashes.flatMap((clash) => clash.ids);
  const payloads = clashes.flatMap((clash) => clash.payloads);
  const [collision, mismatch] = [ids[0], payloads[0]];
  if (collision) return [collisionViolation(collision, ids)];
  if (!mismatch) return [];
  const [one, other] = mismatch;
  return [
    {
      anomaly: 'id-mismatch',
      message:
        `Event ${one?.payload} goes by id ${one?.id} on ${at(one)} and by id ${other?.id} on ${at(other)} ` +
        `(${payloads.length} events with two ids), so a client cannot resume on another replica.`,
      operations: mismatch.slice(0, 2).map(({ index }) => index),
      culprits: replicasOf(payloads.flat()),
      cause: acrossReplicas(payloads) ? 'each replica gives an event an id of its own' : null,
    },
  ];
}

function collisionViolation(collision: readonly Naming[], all: readonly (readonly Naming[])[]): Violation {
  const [one, other] = collision;
  return {
    anomaly: 'id-space-collision',
    message:
      `Id ${one?.id} names ${one?.payload} on ${at(one)} and ${other?.payload} on ${at(other)} ` +
      `(${all.length} ids name more than one event), so a resume by id skips or repeats events.`,
    operations: collision.slice(0, 2).map(({ index }) => index),
    culprits: replicasOf(all.flat()),
    cause: acrossReplicas(all)
      ? 'event ids come from a counter in each process'
      : 'event ids start again: their counter does not outlive the process',
  };
}

function clashesOf(channel: Channel): Clashes {
  const namings = namingsOf(channel);
  return {
    ids: groupsWithTwo(namings, 'id', 'payload'),
    payloads: groupsWithTwo(namings, 'payload', 'id'),
  };
}

function namingsOf(channel: Channel): Naming[] {
  const told = channel.published.flatMap(({ toldId, payload, index, replica, copies }) =>
    toldId === null || copies > 1 ? [] : [{ id: toldId, payload, index, replica }],
  );
  const shown = channel.connections.flatMap((connection) =>
    connection.events.flatMap((arrival): Naming[] => {
      const published = shownBy(channel, arrival);
      if (!published || published.copies > 1 || arrival.id === null) return [];
      return [
        { id: arrival.id, payload: published.payload, index: arrival.index, replica: connection.replica },
      ];
    }),
  );
  return [...told, ...shown];
}

function groupsWithTwo(
  namings: readonly Naming[],
  by: 'id' | 'payload',
  other: 'id' | 'payload',
): Naming[][] {
  return [...Map.groupBy(namings, (naming) => naming[by]).values()]
    .map((group) =>
      [...Map.groupBy(group, (naming) => naming[other]).values()].flatMap(([first]) => first ?? []),
    )
    .filter((group) => group.length > 1);
}

const at = (naming: Naming | undefined): string => naming?.replica ?? 'an unnamed replica';

const acrossReplicas = (groups: readonly (readonly Naming[])[]): boolean =>
  groups.some((group) => replicasOf(group).length > 1);

const replicasOf = (namings: readonly Naming[]): string[] =>
  [...new Set(namings.flatMap(({ replica }) => replica ?? []))].sort();
