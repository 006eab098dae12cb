import type { Workload } from '../scenario.ts';
import { WorkloadBlocked } from '../world.ts';

export interface RoundPlan {
  /** Rounds in all: in each, one call to every replica. */
  readonly rounds: number;
  /** Clients that make rounds at the same time. */
  readonly clients: number;
  /** Calls through the balancer, for each replica. */
  readonly balanced: number;
}

/**
 * Rounds of one call to each replica, one after the other in an order drawn anew: whatever else the machine does meets all
 * replicas alike. And calls through the balancer in between.
 */
export const roundsOfCalls =
  ({ rounds, clients, balanced }: RoundPlan): Workload =>
  async ({ balancer, eachReplica, newClient, newUser, random, stage }) => {
    const logIns = Array.from({ length: clients }, () => newClient().login(newUser(), 'desktop', balancer));
    const given = (await Promise.all(logIns)).flatMap(({ credentials }) => credentials ?? []);
    // A replica that fails now and then may fail a login: one that succeeded is enough.
    const [first] = given;
    if (!first) throw new WorkloadBlocked('nobody could log in');
    // Drawn before anything is asked: the same seed gives the same orders, however the clients interleave.
    const orders = Array.from({ length: rounds }, () => random.shuffle(eachReplica));
    const work = async (at: number): Promise<void> => {
      const client = newClient();
      for (const order of orders.filter((_, round) => round % clients === at)) {
        for (const route of order) await client.me(given[at] ?? first, route);
      }
    };
    const callBalanced = async (): Promise<void> => {
      const client = newClient();
      for (let call = 0; call < balanced * stage.replicas.length; call += 1) await client.me(first, balancer);
    };
    await Promise.all([...Array.from({ length: clients }, (_, at) => work(at)), callBalanced()]);
  };
