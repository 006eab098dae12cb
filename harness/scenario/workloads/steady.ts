import type { Answer, Client } from '../../target/client.ts';
import type { Credentials } from '../../target/credentials.ts';
import type { OperationName } from '../../history/vocabulary.ts';
import type { Route } from '../../target/system.ts';
import type { Workload } from '../scenario.ts';
import { type World, WorkloadBlocked } from '../world.ts';
import { callAroundFaults, type Caller, type Regular } from './callers.ts';
import { keepStreams } from './kept-streams.ts';
import { relay } from './relay.ts';

export interface SteadyPlan {
  /** Whether a fault of this stage ends sessions for good: then who is refused logs in anew. */
  readonly sessionsMayDie?: boolean;
  /** Whether there are streams too, which go on elsewhere when they end. */
  readonly streams?: boolean;
  /** Whether every replica has requests in flight at any time. */
  readonly inFlight?: boolean;
  /** Whether there are tokens that were kicked before the first fault, and are tried all the while. */
  readonly kicked?: boolean;
}

const GAP_MS = 40;
/** Longer than the second that any answer may take while Redis is away, so that a hang is told from a slow answer. */
const TIMEOUT_MS = 2500;
/** Longer than the two seconds within which everything is back with Redis. */
const PATIENCE_MS = 4000;

/**
 * A steady, modest use of every endpoint on every route before, during and after the stage's faults: a session that was there
 * before, sessions that are made all the while, and looks at the health.
 */
export const steadyUse =
  (plan: SteadyPlan = {}): Workload =>
  async (world) => {
    const routes: [Route, ...Route[]] = [world.balancer, ...world.eachReplica];
    const kept = plan.streams ? await keepStreams(world) : null;
    const regulars = await Promise.all([
      ...routes.map((route) => stayer(world, route, plan)),
      ...(plan.inFlight ? world.replicas.map((route) => writer(world, route)) : []),
    ]);
    const callers = [
      ...regulars.map(({ calls }) => calls),
      ...routes.map((route) => comer(world, route)),
      ...routes.flatMap((route) => lookers(world, route)),
      ...(plan.kicked ? await ghosts(world, routes) : []),
      ...(kept?.publishers ?? []),
    ];
    await callAroundFaults(world, callers, { gapMs: GAP_MS, patienceMs: PATIENCE_MS });
    await Promise.all(regulars.map(({ finish }) => finish()));
    await kept?.finish();
  };

const isServed = <F extends OperationName>({ status }: Answer<F>): boolean =>
  status !== null && status >= 200 && status < 300;

/** Uses one session for everything that a session is good for; refreshes it at the end, for the first time. */
async function stayer(world: World, route: Route, { sessionsMayDie = false }: SteadyPlan): Promise<Regular> {
  const client = world.newClient(TIMEOUT_MS);
  const user = world.newUser();
  const id = `steady-${user}-${route.name}`;
  let own = await mustLogIn(client, user, route);
  let writes = 0;
  const using = async <F extends OperationName>(call: (own: Credentials) => Promise<Answer<F>>) => {
    const answer = await call(own);
    if (answer.status === 401 && sessionsMayDie)
      own = (await client.login(user, 'desktop', route)).credentials ?? own;
    return isServed(answer);
  };
  const calls: Caller = [
    () => using((as) => client.me(as, route)),
    () => using((as) => client.limited(as, route)),
    () => {
      writes += 1;
      return using((as) => client.writeSession(as, { id, state: `${id} ${writes}`, ifVersion: null }, route));
    },
    () => using((as) => client.readSession(as, id, route)),
    () => {
      const name = `${id}-${writes}`;
      return using((as) => client.publish(as, { name, type: 'schedule:popup-reminder', data: name }, route));
    },
  ];
  return { calls, finish: () => client.refresh(own, route) };
}

const writer = async (world: World, route: Route): Promise<Regular> =>
  relay(world, await mustLogIn(world.newClient(), world.newUser(), route), route);

/** Logs in again and again, and uses and refreshes each session once; without a new one it goes on with the last. */
function comer(world: World, route: Route): Caller {
  const client = world.newClient(TIMEOUT_MS);
  const user = world.newUser();
  let own: Credentials | null = null;
  const take = ({ credentials }: { readonly credentials: Credentials | null }): boolean => {
    own = credentials ?? own;
    return credentials !== null;
  };
  const logIn = async (): Promise<boolean> => take(await client.login(user, 'desktop', route));
  const look = async (): Promise<boolean> => own !== null && isServed(await client.me(own, route));
  const spend = async (): Promise<boolean> => own !== null && isServed(await client.limited(own, route));
  const refresh = async (): Promise<boolean> => own !== null && take(await client.refresh(own, route));
  return [logIn, look, spend, refresh, look];
}

/** Two clients, since readiness may take long without Redis: how long the other takes tells how slow the machine is. */
function lookers(world: World, route: Route): Caller[] {
  return [false, true].map((ready): Caller => {
    const client = world.newClient(TIMEOUT_MS);
    return [async () => isServed(await client.health(ready, route))];
  });
}

/** A session of each route that is used everywhere, kicked, and tried everywhere again and again. */
async function ghosts(world: World, routes: readonly [Route, ...Route[]]): Promise<Caller[]> {
  const admin = await world.admin();
  return Promise.all(
    routes.map(async (route): Promise<Caller> => {
      const client = world.newClient(TIMEOUT_MS);
      const own = await mustLogIn(client, world.newUser(), route);
      for (const other of routes) await client.me(own, other);
      await client.kick(admin, own, ['desktop'], route);
      const [first, ...rest] = routes;
      const at = (other: Route) => async () => (await client.me(own, other)).status === 401;
      return [at(first), ...rest.map(at)];
    }),
  );
}

async function mustLogIn(client: Client, user: string, route: Route): Promise<Credentials> {
  const { credentials, status } = await client.login(user, 'desktop', route);
  if (credentials) return credentials;
  throw new WorkloadBlocked(`${user} could not log in at ${route.name} (status ${status ?? 'none'})`);
}
