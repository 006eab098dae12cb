import { randomUUID } from 'node:crypto';
import type { Client } from '../../target/client.ts';
import type { Credentials } from '../../target/credentials.ts';
import type { Route } from '../../target/system.ts';
import type { Workload } from '../scenario.ts';
import { type World, WorkloadBlocked } from '../world.ts';

export interface SessionPlan {
  readonly sessions: number;
  /** Writers of each session, at each replica. */
  readonly writers: number;
  /** Reads with a write on what they found, by each writer. */
  readonly rounds: number;
}

/**
 * For each of some work sessions, at the same time: written at each replica in turn and read at all of them, then read and
 * written with the version that was found by writers at every replica at once, and read everywhere in the end.
 */
export const sharedSessions =
  ({ sessions, writers, rounds }: SessionPlan): Workload =>
  async (world) => {
    await Promise.all(
      Array.from({ length: sessions }, async () => {
        const owner = await loggedIn(world);
        const id = newId(owner, 'shared');
        const version = await writtenInTurn(world, owner, id);
        const writing = world.eachReplica.flatMap((_, at) =>
          Array.from({ length: writers }, (_writer, turn) =>
            writeInRounds(world, { owner, id, rounds, start: at, name: `${at}-${turn}`, version }),
          ),
        );
        await Promise.all(writing);
        await readEverywhere(world, owner, id);
      }),
    );
  };

/** One user's session, which another tries to read and to write at every replica, as soon as its owner has found it there. */
export const foreignSessions = (): Workload => async (world) => {
  const [owner, stranger] = await Promise.all([loggedIn(world), loggedIn(world)]);
  const id = newId(owner, 'private');
  await world
    .newClient()
    .writeSession(owner, { id, state: `${id} own`, ifVersion: 0 }, world.eachReplica[0] ?? world.balancer);
  const trespass = async (route: Route): Promise<void> => {
    const client = world.newClient();
    await client.readSession(owner, id, route);
    await client.readSession(stranger, id, route);
    for (const ifVersion of [null, 0, 1]) {
      const state = `${id} foreign ${ifVersion} at ${route.name}`;
      await client.writeSession(stranger, { id, state, ifVersion }, route);
    }
  };
  await Promise.all(world.eachReplica.map(trespass));
  await readEverywhere(world, owner, id);
};

/**
 * Two sessions for each replica, written once: one is read at that replica alone, each `share` of a session's life, for so
 * many lives; the other is left alone, and looked for after more than two.
 */
export const sessionsLeftAlone =
  ({ share, lives }: { readonly share: number; readonly lives: number }): Workload =>
  async (world) => {
    const owner = await loggedIn(world);
    const { clock, signal } = world;
    const lifeMs = (world.stage.settings['SESSION_TTL_S'] ?? 0) * 1000;
    await Promise.all(
      world.eachReplica.flatMap((route) => {
        const client = world.newClient();
        const left = world.newClient();
        const [read, alone] = [newId(owner, 'read'), newId(owner, 'left')];
        const keepRead = async (): Promise<void> => {
          await client.writeSession(owner, { id: read, state: read, ifVersion: 0 }, route);
          for (let turn = 1; turn <= Math.ceil(lives / share); turn += 1) {
            await clock.sleep(lifeMs * share, signal);
            await client.readSession(owner, read, route);
          }
        };
        const leaveAlone = async (): Promise<void> => {
          await left.writeSession(owner, { id: alone, state: alone, ifVersion: 0 }, route);
          await clock.sleep(lifeMs * LEFT_LIVES, signal);
          await left.readSession(owner, alone, route);
        };
        return [keepRead(), leaveAlone()];
      }),
    );
  };

/** A little more than the two lives after which a session must be gone. */
const LEFT_LIVES = 2.05;

async function loggedIn(world: World): Promise<Credentials> {
  const { credentials, status } = await world.newClient().login(world.newUser(), 'desktop', world.balancer);
  if (!credentials) throw new WorkloadBlocked(`a user could not log in (status ${status ?? 'none'})`);
  return credentials;
}

/** Not drawn by the seed: a deployment that is not ours keeps the sessions of earlier runs. */
const newId = ({ user }: Credentials, name: string): string => `${user}-${name}-${randomUUID().slice(0, 8)}`;

async function readEverywhere(world: World, owner: Credentials, id: string): Promise<void> {
  const client = world.newClient();
  for (const route of [...world.eachReplica, world.balancer]) await client.readSession(owner, id, route);
}

/** Writes at each replica, with the version that the one before has made, each read everywhere. */
async function writtenInTurn(world: World, owner: Credentials, id: string): Promise<number> {
  const client = world.newClient();
  let version = 0;
  for (const [turn, route] of world.eachReplica.entries()) {
    const write = { id, state: `${id} turn ${turn}`, ifVersion: version };
    version = (await client.writeSession(owner, write, route)).output?.version ?? version;
    await readEverywhere(world, owner, id);
  }
  return version;
}

interface Writer {
  readonly owner: Credentials;
  readonly id: string;
  readonly rounds: number;
  readonly start: number;
  readonly name: string;
  readonly version: number;
}

/** Of so many writes one does not ask for a version. */
const UNCONDITIONAL = 5;

/** Reads at one replica and writes at the next what must then be the next version, in rounds. */
async function writeInRounds(world: World, writer: Writer): Promise<void> {
  const { owner, id, rounds, start, name } = writer;
  const client: Client = world.newClient();
  const at = (turn: number): Route =>
    world.eachReplica[(start + turn) % world.eachReplica.length] ?? world.balancer;
  let { version } = writer;
  for (let round = 0; round < rounds; round += 1) {
    const ifVersion = (start + round) % UNCONDITIONAL === UNCONDITIONAL - 1 ? null : version;
    await client.writeSession(owner, { id, state: `${id} ${name} ${round}`, ifVersion }, at(round));
    const { output } = await client.readSession(owner, id, at(round + 1));
    version = output?.version ?? version;
  }
}
