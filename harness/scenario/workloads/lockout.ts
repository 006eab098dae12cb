import { msToNs } from '../../time/clock.ts';
import type { Route } from '../../target/system.ts';
import type { Workload } from '../scenario.ts';
import type { World } from '../world.ts';

/** Wrong passwords that lead to a lockout. */
const LIMIT = 5;
/** After a lockout should have ended, somebody who is still locked out tries again so often. */
const TRY_AGAIN_MS = 250;
const PATIENCE_MS = 3000;
const AFTER_LOCKOUT_MS = 20;

/**
 * Fresh users with so many wrong passwords each, all at once over all replicas; one whose wrong passwords come in turn; and one
 * who remembers the right one before the last. Who is locked out tries the right password everywhere, and again when it ends.
 */
export const guessedPasswords =
  ({ atOnce }: { readonly atOnce: readonly number[] }): Workload =>
  async (world) => {
    await Promise.all([
      ...atOnce.map((guesses) => guessAtOnce(world, guesses)),
      guessInTurn(world, LIMIT + world.eachReplica.length),
      remember(world),
    ]);
  };

const routeOf = ({ eachReplica, balancer }: World, turn: number): Route =>
  eachReplica[turn % eachReplica.length] ?? balancer;

async function guessAtOnce(world: World, guesses: number): Promise<void> {
  const user = world.newUser();
  await Promise.all(
    Array.from({ length: guesses }, (_, turn) =>
      world.newClient().guess(user, 'desktop', `wrong ${turn}`, routeOf(world, turn)),
    ),
  );
  await sitOut(world, user);
}

async function guessInTurn(world: World, guesses: number): Promise<void> {
  const user = world.newUser();
  const client = world.newClient();
  for (let turn = 0; turn < guesses; turn += 1) {
    await client.guess(user, 'desktop', `wrong ${turn}`, routeOf(world, turn));
  }
  await sitOut(world, user);
}

/** The right password everywhere while the user is locked out, a knock or two, and the right one when it is over. */
async function sitOut(world: World, user: string): Promise<void> {
  const { clock, signal, stage, eachReplica } = world;
  const client = world.newClient();
  const lockoutMs = (stage.settings['LOCKOUT_S'] ?? 0) * 1000;
  const lockedNs = clock.nowNs();
  const until = (ms: number): Promise<void> =>
    clock.sleep(Math.max(0, (lockedNs + msToNs(ms) - clock.nowNs()) / 1e6), signal);
  for (const [turn, route] of eachReplica.entries()) {
    await client.login(user, turn % 2 === 0 ? 'desktop' : 'admin', route);
  }
  await until(lockoutMs * 0.5);
  await client.guess(user, 'desktop', 'wrong knock', routeOf(world, 1));
  await until(lockoutMs * 0.85);
  await client.login(user, 'desktop', routeOf(world, 2));
  await until(lockoutMs + AFTER_LOCKOUT_MS);
  const giveUpNs = clock.nowNs() + msToNs(PATIENCE_MS);
  for (let turn = 0; clock.nowNs() < giveUpNs; turn += 1) {
    const { status } = await client.login(user, 'desktop', routeOf(world, turn));
    if (status !== 429) break;
    await clock.sleep(TRY_AGAIN_MS, signal);
  }
  await client.guess(user, 'desktop', 'wrong again', routeOf(world, 1));
}

/** Wrong passwords up to the last but one, then the right one, twice: nothing may be locked. */
async function remember(world: World): Promise<void> {
  const user = world.newUser();
  const client = world.newClient();
  for (let round = 0; round < 2; round += 1) {
    for (let turn = 1; turn < LIMIT; turn += 1) {
      await client.guess(user, 'desktop', `wrong ${round} ${turn}`, routeOf(world, turn));
    }
    await client.login(user, 'desktop', routeOf(world, round));
  }
}
