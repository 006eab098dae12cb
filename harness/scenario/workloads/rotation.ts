import type { Credentials } from '../../target/credentials.ts';
import type { Route } from '../../target/system.ts';
import type { Workload } from '../scenario.ts';
import type { World } from '../world.ts';

/** How often each replica is asked about each token of a session that a reuse has ended. */
const ASKED_AFTER_REUSE = 2;

/**
 * A session for each width: so many clients use its refresh token at the same time, pinned to the replicas in turn. At
 * most one may win; the others are reuses, so that nothing of the session may work any more, nor what the winner got.
 */
export const racedRefreshes =
  ({ widths, rounds }: { readonly widths: readonly number[]; readonly rounds: number }): Workload =>
  async (world) => {
    const race = async (round: number): Promise<void> => {
      for (const width of widths) await raceOnce(world, round + width, width);
    };
    await Promise.all(Array.from({ length: rounds }, (_, round) => race(round)));
  };

async function raceOnce(world: World, start: number, width: number): Promise<void> {
  const at = routesFrom(world, start);
  const { credentials } = await world.newClient().login(world.newUser(), 'desktop', at(0));
  if (!credentials) return;
  await askEverywhere(world, [credentials], 1);
  const answers = await Promise.all(
    Array.from({ length: width }, (_, turn) => world.newClient().refresh(credentials, at(turn))),
  );
  const won = answers.flatMap((answer) => answer.credentials ?? []);
  await askEverywhere(world, [credentials, ...won], ASKED_AFTER_REUSE);
  await refreshOneByOne(world, won, at);
}

/**
 * A session for each replica: refreshed twice, then its first refresh token is used again. From then on every replica is
 * asked about each of its access tokens, and to refresh it with the token that nobody has used.
 */
export const reusedRefreshTokens = (): Workload => async (world) => {
  await Promise.all(
    world.eachReplica.map(async (_, start) => {
      const client = world.newClient();
      const at = routesFrom(world, start);
      const { credentials: first } = await client.login(world.newUser(), 'desktop', at(0));
      const second = first && (await client.refresh(first, at(1))).credentials;
      const third = second && (await client.refresh(second, at(2))).credentials;
      if (!first || !second || !third) return;
      const all = [first, second, third];
      await askEverywhere(world, all, 1);
      await client.refresh(first, at(3));
      await askEverywhere(world, all, ASKED_AFTER_REUSE);
      await refreshOneByOne(world, [third, third, third, second], at);
    }),
  );
};

/**
 * A session for each replica whose refresh is answered to nobody, as in a broken network: the client tries again
 * at one replica and then at the next. Whatever the first came to, at most one of the others may give a token.
 */
export const unheardRefreshes = (): Workload => async (world) => {
  await Promise.all(
    world.eachReplica.map(async (_, start) => {
      const client = world.newClient();
      const at = routesFrom(world, start);
      const { credentials } = await client.login(world.newUser(), 'desktop', at(0));
      if (!credentials) return;
      await client.refreshUnheard(credentials, at(1));
      await refreshOneByOne(world, [credentials, credentials], (turn) => at(turn + 2));
    }),
  );
};

async function refreshOneByOne(
  { newClient }: World,
  sessions: readonly Credentials[],
  at: (turn: number) => Route,
): Promise<void> {
  const client = newClient();
  for (const [turn, session] of sessions.entries()) await client.refresh(session, at(turn));
}

/** Asks every replica, all at the same time, so often about each token. */
async function askEverywhere(
  { eachReplica, newClient }: World,
  tokens: readonly Credentials[],
  times: number,
): Promise<void> {
  await Promise.all(
    eachReplica.map(async (route) => {
      const client = newClient();
      for (let time = 0; time < times; time += 1) for (const token of tokens) await client.me(token, route);
    }),
  );
}

const routesFrom =
  ({ eachReplica, balancer }: World, start: number) =>
  (turn: number): Route =>
    eachReplica[(start + turn) % eachReplica.length] ?? balancer;
