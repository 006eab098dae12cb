import type { Credentials } from '../../target/credentials.ts';
import type { EventStream } from '../../target/stream.ts';
import { createMessageNames } from '../../target/message-names.ts';
import type { Route } from '../../target/system.ts';
import { elapsed } from '../patience.ts';
import type { Workload } from '../scenario.ts';
import type { World } from '../world.ts';
import { closeAll, listen, type Listener, publishEverywhere, sentinels } from './listener.ts';
import { startProbes } from './probes.ts';

const PROBES_BEFORE = 2;
const PROBES_AFTER = 3;
/** On a machine so busy that fewer fit into a token's life, the rest comes after it. */
const PROBES_OF_EXPIRING = 10;
/** A dead token is probed until every replica has refused it, and no longer than this. */
const REVOCATION_PATIENCE_MS = 4000;
/** A stream of a session that is over has 1 s to end, on a busy machine some more; one that does not is held for longer. */
const STREAM_PATIENCE_MS = 8000;
/** A stream that lives on is seen to, for longer than those that end have. */
const LIVES_ON_MS = 1050;
/** What each replica publishes for the streams that live on. */
const MESSAGES = 3;
/** How long after the end of its token a stream is watched: `exp` is a whole second. */
const EXPIRY_PATIENCE_MS = 8000;

/**
 * For each user, at the same time: two sessions of one client type, each probed on every replica and with a stream on each. One
 * logs out, and tries to refresh everywhere; the other refreshes, and its streams hear what is published.
 */
export const logoutWhileProbing =
  ({ users }: { readonly users: number }): Workload =>
  async (world) => {
    await Promise.all(Array.from({ length: users }, (_, start) => logOutOne(world, start)));
  };

async function logOutOne(world: World, start: number): Promise<void> {
  const routes = world.eachReplica;
  const at = (turn: number): Route => routes[(start + turn) % routes.length] ?? world.balancer;
  const client = world.newClient();
  const user = world.newUser();
  const { credentials: leaving } = await client.login(user, 'desktop', at(1));
  const { credentials: staying } = await client.login(user, 'desktop', at(2));
  if (!leaving || !staying) return;
  const names = createMessageNames();
  const left = await listenEverywhere({ world, credentials: leaving, names }, 'leaving');
  const kept = await listenEverywhere({ world, credentials: staying, names }, 'staying');
  await using probes = startProbes(world);
  probes.add(leaving);
  probes.add(staying);
  await probes.untilAsked(leaving, PROBES_BEFORE);
  await client.logout(leaving, at(0));
  const [, , refreshed] = await Promise.all([
    probes.untilRefused(leaving, PROBES_AFTER, REVOCATION_PATIENCE_MS),
    refreshEverywhere(world, leaving, at),
    world.newClient().refresh(staying, at(0)),
    Promise.race([Promise.all(left.map(({ ended }) => ended)), elapsed(STREAM_PATIENCE_MS)]),
    world.clock.sleep(LIVES_ON_MS, world.signal),
  ]);
  const listener = { world, credentials: refreshed.credentials ?? staying, names };
  await publishEverywhere(listener, 'after', MESSAGES);
  await sentinels(listener, kept);
  await closeAll([...left, ...kept]);
}

/** A session from each replica with a stream on every other, whose token is asked for everywhere until it has ended. */
export const streamsUntilTheyExpire = (): Workload => async (world) => {
  await using probes = startProbes(world);
  const lifeMs = (world.stage.settings['ACCESS_TTL_S'] ?? 0) * 1000;
  await Promise.all(
    world.eachReplica.map(async (route) => {
      const { credentials } = await world.newClient().login(world.newUser(), 'desktop', route);
      if (!credentials) return;
      const streams = await listenEverywhere({ world, credentials, names: createMessageNames() }, 'expiring');
      probes.add(credentials);
      const ended = Promise.all(streams.map((stream) => stream.ended));
      await Promise.race([ended, elapsed(lifeMs + EXPIRY_PATIENCE_MS)]);
      await closeAll(streams);
      await probes.untilAsked(credentials, PROBES_OF_EXPIRING);
    }),
  );
};

const listenEverywhere = (listener: Listener, name: string): Promise<EventStream[]> =>
  Promise.all(
    listener.world.eachReplica.map((route, index) =>
      listen(listener, { name: `${name}-${index + 1}`, route }),
    ),
  );

async function refreshEverywhere(
  world: World,
  credentials: Credentials,
  at: (turn: number) => Route,
): Promise<void> {
  const client = world.newClient();
  for (const turn of world.eachReplica.keys()) await client.refresh(credentials, at(turn + 1));
}
