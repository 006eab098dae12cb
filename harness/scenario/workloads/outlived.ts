import { msToNs } from '../../time/clock.ts';
import type { Credentials } from '../../target/credentials.ts';
import type { Route } from '../../target/system.ts';
import type { Workload } from '../scenario.ts';
import type { World } from '../world.ts';

/** Between two rounds of questions to one replica. */
const ROUND_GAP_MS = 100;

/**
 * For each of some users, at the same time: a login, a kick, and a login again. Then every replica is asked about
 * both tokens until both have expired by themselves: one is dead and the other alive for as long as that.
 */
export const kickAndWaitForExpiry =
  ({ users }: { readonly users: number }): Workload =>
  async (world) => {
    const admin = await world.admin();
    const kicked = Array.from({ length: users }, (_, start) => kickOne(world, admin, start));
    const tokens = (await Promise.all(kicked)).flat();
    const lifeMs = (world.stage.settings['ACCESS_TTL_S'] ?? 0) * 1000;
    const endNs = world.clock.nowNs() + msToNs(lifeMs);
    await Promise.all(
      world.eachReplica.map(async (route) => {
        const client = world.newClient();
        while (world.clock.nowNs() < endNs) {
          for (const token of tokens) await client.me(token, route);
          await world.clock.sleep(ROUND_GAP_MS, world.signal);
        }
      }),
    );
  };

/** The token that the kick ended, and the one that came after it. */
async function kickOne(world: World, admin: Credentials, start: number): Promise<readonly Credentials[]> {
  const { eachReplica, balancer, newClient } = world;
  const at = (turn: number): Route => eachReplica[(start + turn) % eachReplica.length] ?? balancer;
  const client = newClient();
  const { credentials: old } = await client.login(world.newUser(), 'desktop', at(0));
  if (!old) return [];
  await Promise.all(eachReplica.map((route) => newClient().me(old, route)));
  await client.kick(admin, old, ['desktop'], at(1));
  const { credentials: fresh } = await client.login(old.user, 'desktop', at(2));
  return fresh ? [old, fresh] : [old];
}
