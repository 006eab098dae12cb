import type { Route } from '../../target/system.ts';
import type { Workload } from '../scenario.ts';
import type { World } from '../world.ts';

/**
 * A session for each replica, refreshed at the next replica in turn, again and again, for longer than a refresh
 * token lives: only a window that slides keeps it alive. Between two refreshes passes `share` of that life.
 */
export const refreshAround =
  ({ share, lives }: { readonly share: number; readonly lives: number }): Workload =>
  async (world) => {
    await Promise.all(world.eachReplica.map((_, index) => refreshOne(world, index, { share, lives })));
  };

async function refreshOne(
  world: World,
  start: number,
  pace: { share: number; lives: number },
): Promise<void> {
  const { clock, eachReplica, newClient, newUser, signal, stage } = world;
  const at = (turn: number): Route => eachReplica[(start + turn) % eachReplica.length] ?? world.balancer;
  const lifeMs = (stage.settings['REFRESH_TTL_S'] ?? 0) * 1000;
  const client = newClient();
  let { credentials } = await client.login(newUser(), 'desktop', at(0));
  const turns = Math.ceil(pace.lives / pace.share);
  for (let turn = 1; turn <= turns && credentials; turn += 1) {
    // Nothing else in between: any other use of the session may slide its window too.
    if (lifeMs * pace.lives <= LONGEST_WAIT_MS) await clock.sleep(lifeMs * pace.share, signal);
    ({ credentials } = await client.refresh(credentials, at(turn)));
  }
  if (!credentials) return;
  for (const route of eachReplica) await client.me(credentials, route);
}

/** A deployment whose sessions live for days is not waited for; that their window slides is unknown then. */
const LONGEST_WAIT_MS = 60_000;
