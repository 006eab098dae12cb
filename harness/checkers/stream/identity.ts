import type { Violation } from '../verdict.ts';
import type { Channel } from './channel.ts';
import type { Naming } from './clashes.ts';

/** Ids that name two events, and events that go by two ids, the publisher's word included. */
export function identityViolations(channels: readonly Channel[]): Violation[] {
  const clashes = channels.map((channel) => channel.clashes);
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

const at = (naming: Naming | undefined): string => naming?.replica ?? 'an unnamed replica';

const acrossReplicas = (groups: readonly (readonly Naming[])[]): boolean =>
  groups.some((group) => replicasOf(group).length > 1);

const replicasOf = (namings: readonly Naming[]): string[] =>
  [...new Set(namings.flatMap(({ replica }) => replica ?? []))].sort();
