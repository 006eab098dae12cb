import type { Answer } from '../../target/client.ts';
import type { Credentials } from '../../target/credentials.ts';
import type { Route } from '../../target/system.ts';
import type { Workload } from '../scenario.ts';
import type { World } from '../world.ts';
import { msToNs, nsToMs } from '../../time/clock.ts';

export interface LimitPlan {
  readonly users: number;
  /** Callers at the same time on each route. */
  readonly callers: number;
}

/** Calls one after the other before the burst, for each replica: their `remaining` tells one counter from several. */
const FIRST_CALLS = 2;
/** Calls made once the window is over. */
const LATE_CALLS = 3;
/** Between two calls of one who is denied and knocks on. */
const KNOCK_GAP_MS = 500;
const AFTER_WINDOW_MS = 5;
/** How much more than the limit each route is asked for. */
const EXCESS = 10;

/**
 * For each of some fresh users, at the same time: a few calls in turn through the balancer, then more calls than
 * the limit allows on every route at once, all well within one window; and some more when the window is over.
 */
export const burstsOverTheLimit =
  ({ users, callers }: LimitPlan): Workload =>
  async (world) => {
    await Promise.all(Array.from({ length: users }, () => oneUser(world, callers)));
  };

async function oneUser(world: World, callers: number): Promise<void> {
  const { balancer, replicas, stage, newClient, newUser } = world;
  const client = newClient();
  const { credentials } = await client.login(newUser(), 'desktop', balancer);
  if (!credentials) return;
  let last: Answer<'limited'> | null = null;
  for (let call = 0; call < FIRST_CALLS * stage.replicas.length; call += 1) {
    last = await client.limited(credentials, balancer);
  }
  const limit = last?.output?.limit ?? stage.settings['RATE_LIMIT'] ?? 0;
  const routes = [balancer, ...replicas];
  await Promise.all(
    routes.map((route) => burst(world, { credentials, route, calls: limit + EXCESS, callers })),
  );
  last = await client.limited(credentials, balancer);
  const windowS = stage.settings['RATE_WINDOW_S'] ?? 0;
  // Whatever a target says: longer than a window nobody waits.
  const waitS = Math.min(last.output?.retryAfterS ?? windowS, windowS);
  await knock(world, credentials, waitS * 1000 + AFTER_WINDOW_MS);
  for (const route of routes) {
    for (let call = 0; call < LATE_CALLS; call += 1) await client.limited(credentials, route);
  }
}

/** Calls that are denied all through the window: it must end when it was said to, whoever knocks meanwhile. */
async function knock(
  { newClient, balancer, clock, signal }: World,
  credentials: Credentials,
  forMs: number,
): Promise<void> {
  const client = newClient();
  const endNs = clock.nowNs() + msToNs(forMs);
  while (clock.nowNs() + msToNs(KNOCK_GAP_MS) < endNs) {
    await clock.sleep(KNOCK_GAP_MS, signal);
    await client.limited(credentials, balancer);
  }
  await clock.sleep(Math.max(0, nsToMs(endNs - clock.nowNs())), signal);
}

interface Burst {
  readonly credentials: Credentials;
  readonly route: Route;
  readonly calls: number;
  readonly callers: number;
}

async function burst(world: World, { credentials, route, calls, callers }: Burst): Promise<void> {
  let left = calls;
  const caller = async (): Promise<void> => {
    const client = world.newClient();
    while (left > 0) {
      left -= 1;
      await client.limited(credentials, route);
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
}
