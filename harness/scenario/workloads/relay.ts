import type { Client } from '../../target/client.ts';
import type { Credentials } from '../../target/credentials.ts';
import type { Route } from '../../target/system.ts';
import type { World } from '../world.ts';
import type { Regular } from './callers.ts';

/** So long a write goes on after the next has begun. */
const HAND_OVER_MS = 150;

/** Two clients that write in turn, each until the other has begun: from the first call on a request is in flight at any time. */
export function relay(world: Pick<World, 'newClient' | 'clock'>, own: Credentials, route: Route): Regular {
  let endLast = async (): Promise<boolean> => true;
  const turn = (client: Client, place: number) => async (): Promise<boolean> => {
    const endBefore = endLast;
    const id = `relay-${own.user}-${place}`;
    const { promise: held, resolve: release } = Promise.withResolvers<void>();
    const answer = client.writeSlowly(own, { id, state: id, ifVersion: null }, held, route);
    endLast = async () => {
      release();
      return (await answer).status === 200;
    };
    await world.clock.sleep(HAND_OVER_MS);
    return endBefore();
  };
  return { calls: [turn(world.newClient(), 0), turn(world.newClient(), 1)], finish: () => endLast() };
}
