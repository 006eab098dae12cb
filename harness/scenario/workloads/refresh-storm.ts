import type { Credentials } from '../../target/credentials.ts';
import type { Route } from '../../target/system.ts';
import type { Workload } from '../scenario.ts';
import type { World } from '../world.ts';

export interface StormPlan {
  readonly users: number;
  /** Of each user at the same time. */
  readonly sessions: number;
  readonly kicksPerUser: number;
}

/** Each session has been refreshed so often before the kick comes, so that all of them are at it. */
const REFRESHES_BEFORE_KICK = 3;

/**
 * For each user, at the same time, again and again: several sessions are refreshed without a pause, each at one replica
 * after the other, until one is refused, and the user is kicked meanwhile. Then a session that was at rest tries too, and
 * every replica is asked about the last tokens of each, those of a refresh that was under way during the kick included.
 */
export const refreshStormUnderKicks =
  ({ users, sessions, kicksPerUser }: StormPlan): Workload =>
  async (world) => {
    const admin = await world.admin();
    const stormOne = async (start: number): Promise<void> => {
      const user = world.newUser();
      for (let kick = 0; kick < kicksPerUser; kick += 1)
        await kickInStorm(world, { admin, user, sessions, start: start + kick });
    };
    await Promise.all(Array.from({ length: users }, (_, index) => stormOne(index)));
  };

interface OneKick {
  readonly admin: Credentials;
  readonly user: string;
  readonly sessions: number;
  readonly start: number;
}

async function kickInStorm(world: World, { admin, user, sessions, start }: OneKick): Promise<void> {
  const { eachReplica, balancer, newClient } = world;
  const routes = [...eachReplica, balancer];
  const at = (turn: number): Route => routes[(start + turn) % routes.length] ?? balancer;
  const opened = await Promise.all(
    Array.from({ length: sessions + 1 }, (_, session) => newClient().login(user, 'desktop', at(session))),
  );
  const [atRest, ...stormy] = opened.flatMap(({ credentials }) => credentials ?? []);
  if (!atRest) return;
  await askEverywhere(world, [atRest]);
  const kicked = new AbortController();
  const storms = stormy.map((credentials, session) =>
    startStorm(world, { credentials, at: (turn) => at(session + turn), over: kicked.signal }),
  );
  await Promise.all(storms.map(({ begun }) => begun));
  await newClient().kick(admin, atRest, ['desktop'], at(0));
  kicked.abort();
  const last = (await Promise.all(storms.map(({ ended }) => ended))).flat();
  await Promise.all([newClient().refresh(atRest, at(1)), askEverywhere(world, [atRest, ...last])]);
}

async function askEverywhere(
  { eachReplica, newClient }: World,
  tokens: readonly Credentials[],
): Promise<void> {
  await Promise.all(
    eachReplica.map(async (route) => {
      const client = newClient();
      for (const token of tokens) await client.me(token, route);
    }),
  );
}

interface StormOptions {
  readonly credentials: Credentials;
  readonly at: (turn: number) => Route;
  readonly over: AbortSignal;
}

interface Storm {
  /** Resolves once it has refreshed a few times, or cannot. */
  readonly begun: Promise<void>;
  /** Resolves to its last two tokens, once a refresh was refused, or was tried after it was over. */
  readonly ended: Promise<readonly Credentials[]>;
}

function startStorm(world: World, { credentials, at, over }: StormOptions): Storm {
  const begun = Promise.withResolvers<void>();
  const refresh = async (): Promise<readonly Credentials[]> => {
    const client = world.newClient();
    let last = [credentials];
    for (let turn = 1, isLast = false; !isLast && !world.signal.aborted; turn += 1) {
      isLast = over.aborted;
      const [newest = credentials] = last;
      const next = await client.refresh(newest, at(turn));
      if (next.credentials) last = [next.credentials, newest];
      if (turn >= REFRESHES_BEFORE_KICK || !next.credentials) begun.resolve();
      // A refresh token that was refused is not tried again: a second use may end the session by itself (RFC 9700, 4.14.2).
      if (!next.credentials) break;
    }
    return last;
  };
  return { begun: begun.promise, ended: refresh() };
}
