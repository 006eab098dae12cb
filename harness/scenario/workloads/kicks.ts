import type { Client } from '../../target/client.ts';
import type { Credentials } from '../../target/credentials.ts';
import type { Route } from '../../target/system.ts';
import { createMessageNames } from '../../target/message-names.ts';
import { elapsed } from '../patience.ts';
import type { Workload } from '../scenario.ts';
import type { World } from '../world.ts';
import { type Probes, startProbes } from './probes.ts';

export interface KickPlan {
  readonly users: number;
  readonly kicksPerUser: number;
}

/** A dead token is probed until every replica has refused it, and no longer than this. */
const REVOCATION_PATIENCE_MS = 6000;
/** A kicked stream has 1 s to end; one that is open after this is shown to receive. */
const STREAM_PATIENCE_MS = 3000;
/** How often each replica is asked about a dead token at the least. */
const PROBES_AFTER_KICK = 5;
const PROBES_BEFORE_KICK = 2;

/**
 * For each user, at the same time: two desktop sessions and one of the other type, probed on every replica all the while;
 * the desktop type is kicked again and again, until a kick is not obeyed. A refresh of each session and new logins follow
 * each kick, and from the second on a login races it. The other type refreshes in the end.
 */
export const kickWhileProbing =
  ({ users, kicksPerUser }: KickPlan): Workload =>
  async (world) => {
    const admin = await world.admin();
    await Promise.all(
      Array.from({ length: users }, (_, index) =>
        kickOneUser(world, { admin, kicks: kicksPerUser, start: index }),
      ),
    );
  };

interface OneUser {
  readonly admin: Credentials;
  readonly kicks: number;
  readonly start: number;
}

async function kickOneUser(world: World, { admin, kicks, start }: OneUser): Promise<void> {
  const routes = [...world.eachReplica, world.balancer];
  const at = (turn: number): Route => routes[(start + turn) % routes.length] ?? world.balancer;
  const client = world.newClient();
  const user = world.newUser();
  const bystander = await client.login(user, 'admin', at(0));
  let sessions = await openTwo(client, user, at);
  const [first] = sessions;
  if (!first || !bystander.credentials) return;
  // Not for a user to do: it must be refused, and then it ends nothing.
  await client.kick(first, first, ['desktop'], at(2));
  await using probes = startProbes(world);
  probes.add(bystander.credentials);
  const streams = await openStreams(world, first);
  for (let kick = 0; kick < kicks && sessions.length > 0; kick += 1) {
    for (const session of sessions) probes.add(session);
    await Promise.all(sessions.map((session) => probes.untilAsked(session, PROBES_BEFORE_KICK)));
    const [, racing] = await Promise.all([
      client.kick(admin, first, ['desktop'], at(kick)),
      kick % 2 === 0 ? null : world.newClient().login(user, 'desktop', at(kick + 1)),
    ]);
    if (racing?.credentials) probes.add(racing.credentials);
    sessions = await afterKick({ client, probes, dead: sessions, at: (turn) => at(kick + turn) });
  }
  // That the dead sessions may not refresh says something only if a live one may.
  await client.refresh(bystander.credentials, at(kicks));
  const ended = Promise.all(streams.map((stream) => stream.ended));
  await Promise.race([ended, elapsed(STREAM_PATIENCE_MS)]);
  await publishAfterKick(world, sessions[0]);
  await Promise.all(streams.map((stream) => stream.close()));
}

interface AfterKick {
  readonly client: Client;
  readonly probes: Probes;
  readonly dead: readonly Credentials[];
  readonly at: (turn: number) => Route;
}

/**
 * The dead sessions try to refresh, the user logs in anew, and the dead tokens are probed until they are dead everywhere.
 * Resolves to the new sessions; to none when a dead one lives on.
 */
async function afterKick({ client, probes, dead, at }: AfterKick): Promise<readonly Credentials[]> {
  const [first] = dead;
  if (!first) return [];
  await client.refresh(first, at(2));
  const sessions = await openTwo(client, first.user, (turn) => at(turn + 2));
  for (const [turn, other] of dead.slice(1).entries()) await client.refresh(other, at(turn + 3));
  const refused = await Promise.all(
    dead.map((session) => probes.untilRefused(session, PROBES_AFTER_KICK, REVOCATION_PATIENCE_MS)),
  );
  return refused.every(Boolean) ? sessions : [];
}

/** Two sessions of one client type, of different replicas: a kick ends both. */
async function openTwo(
  client: Client,
  user: string,
  at: (turn: number) => Route,
): Promise<readonly Credentials[]> {
  const first = await client.login(user, 'desktop', at(1));
  const second = await client.login(user, 'desktop', at(2));
  return [first, second].flatMap(({ credentials }) => credentials ?? []);
}

async function openStreams(world: World, credentials: Credentials) {
  const { user, clientType, accessToken } = credentials;
  return Promise.all(
    world.eachReplica.map((route, index) =>
      world.openStream({
        connection: `${user}-${route.name}-${index}`,
        user,
        clientType,
        route,
        token: accessToken,
        tokenIn: 'query',
        credential: 'valid',
        lastEventId: null,
        names: createMessageNames(),
      }),
    ),
  );
}

/** Something for a stream to receive that should have ended with the first kick. */
async function publishAfterKick(world: World, credentials: Credentials | undefined): Promise<void> {
  if (!credentials) return;
  const name = `${credentials.user}-after-kick`;
  await world
    .newClient()
    .publish(credentials, { name, type: 'schedule:popup-reminder', data: name }, world.balancer);
}
