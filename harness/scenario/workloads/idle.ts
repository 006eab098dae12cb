import { type RunNs, msToNs, nsToMs } from '../../time/clock.ts';
import type { Workload } from '../scenario.ts';
import { type Listener, newListener, newMessage } from './listener.ts';

export interface IdlePlan {
  /** Requests at the same time before the silence: as many connections the proxy then keeps. */
  readonly connections: number;
  /** A replica that keeps idle connections for longer is not waited for. */
  readonly patienceMs: number;
}

/** How long before the proxy's connections ours are left idle: when ours are closed, theirs are about to be. */
const HEAD_START_MS = 150;
/** Shots around the instant at which the replicas are about to close the proxy's connections; a reused one is fresh again. */
const SHOTS_MS = [-45, -40, -35, -30, -25, -20, -15, -10, -5, 0, 5, 10];
const REQUESTS_PER_SHOT = 12;
/** From the end of the patience to the shots, when nothing was closed. */
const SOON_MS = 50;

/**
 * Fills the proxy's pool of connections to the replicas and lets all of it fall silent, while connections of ours show when
 * a replica closes an idle one. Then requests through the balancer, just as the pool's own are about to be closed: what
 * meets a closing connection is not repeated when it may have had an effect, so these are publications.
 */
export const requestsAfterIdle =
  ({ connections, patienceMs }: IdlePlan): Workload =>
  async (world) => {
    const { balancer, clock, newClient, replicas, signal } = world;
    const listener = await newListener(world);
    const lives = replicas.map((route) => world.leaveIdle(route, patienceMs));
    await clock.sleep(HEAD_START_MS, signal);
    const clients = Array.from({ length: connections }, newClient);
    const idleFromNs = await Promise.all(
      clients.map(async (client) => {
        await client.health(false, balancer);
        return clock.nowNs();
      }),
    );
    const first = await Promise.race([...lives, clock.sleep(patienceMs, signal).then(() => null)]);
    const medianNs = idleFromNs.toSorted((a, b) => a - b)[connections >> 1] ?? clock.nowNs();
    const closingNs = first?.closedByServer
      ? medianNs + msToNs(first.idleMs)
      : clock.nowNs() + msToNs(SOON_MS);
    await Promise.all(
      SHOTS_MS.map((shotMs, shot) => shoot(listener, { atNs: closingNs + msToNs(shotMs), shot })),
    );
    await Promise.all(lives);
  };

interface Shot {
  readonly atNs: RunNs;
  readonly shot: number;
}

async function shoot(listener: Listener, { atNs, shot }: Shot): Promise<void> {
  const { world, credentials } = listener;
  const { balancer, clock, newClient, signal } = world;
  await clock.sleep(Math.max(0, nsToMs(atNs - clock.nowNs())), signal);
  await Promise.all(
    Array.from({ length: REQUESTS_PER_SHOT }, (_, turn) => {
      const message = newMessage(listener, `idle-${shot}-${turn}`, `after silence ${shot} ${turn}`);
      return newClient().publish(credentials, message, balancer);
    }),
  );
}
