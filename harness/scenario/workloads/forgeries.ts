import type { Answer } from '../../target/client.ts';
import { badTokens } from '../../target/forgery.ts';
import type { Route } from '../../target/system.ts';
import type { Workload } from '../scenario.ts';
import { type World, WorkloadBlocked } from '../world.ts';

/** A replica that the balancer has not reached after so many calls for each replica is given up. */
const PATIENCE = 4;

/**
 * A genuine token, called with on every replica and through the balancer; then tokens like it with one defect each, at
 * all of them at the same time; then the genuine one again.
 */
export const forgedTokens = (): Workload => async (world) => {
  const { balancer, newClient, newUser, jwtSecret } = world;
  const { credentials } = await newClient().login(newUser(), 'desktop', balancer);
  if (!credentials) throw new WorkloadBlocked('nobody could log in, so there is no token to forge');
  const bad = badTokens(credentials, jwtSecret);
  const everywhere = (ask: (route: Route, index: number) => Promise<void>): Promise<unknown> =>
    Promise.all(routesOf(world).map(ask));
  const clients = routesOf(world).map(() => newClient());
  const control = (route: Route, index: number): Promise<void> =>
    untilAllAnswered(world, () => (clients[index] ?? newClient()).me(credentials, route));
  await everywhere(control);
  await everywhere(async (route, index) => {
    const client = clients[index] ?? newClient();
    for (const one of bad) await untilAllAnswered(world, () => client.forged(credentials, one, route));
  });
  await everywhere(control);
};

const isDirect = ({ replicas, stage }: World): boolean => replicas.length === stage.replicas.length;

const routesOf = (world: World): readonly Route[] =>
  isDirect(world) ? [...world.replicas, world.balancer] : [world.balancer];

/** One call; through the balancer alone, calls until each replica has answered one. */
async function untilAllAnswered(world: World, call: () => Promise<Answer<'me' | 'forged'>>): Promise<void> {
  const waiting = new Set(isDirect(world) ? [] : world.stage.replicas.map(({ name }) => name));
  let left = PATIENCE * world.stage.replicas.length;
  do {
    const { replica } = await call();
    waiting.delete(replica ?? '');
    left -= 1;
  } while (waiting.size > 0 && left > 0);
}
