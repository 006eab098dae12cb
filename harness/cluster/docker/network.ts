import { setTimeout as delay } from 'node:timers/promises';
import type Dockerode from 'dockerode';
import { HarnessError, messageOf } from '../../errors.ts';
import { statusOf } from './engine.ts';
import { freeSubnets, type Subnet } from './subnet.ts';

export interface ClusterNetwork {
  readonly name: string;
  readonly subnet: Subnet;
  readonly remove: () => Promise<void>;
}

/** Somebody took the subnet after we looked: Docker's words and Podman's. */
const TAKEN = /overlap|already used/iu;
const TRIES = 20;
const REMOVE_TRIES = 40;
const REMOVE_PAUSE_MS = 50;

/** A bridge network of its own, with a /24 that no other network of the engine uses. */
export async function createNetwork(
  engine: Dockerode,
  plan: { readonly name: string; readonly labels: Record<string, string>; readonly firstSubnet: number },
): Promise<ClusterNetwork> {
  const networks = await engine.listNetworks();
  const taken = networks.flatMap(({ IPAM }) => IPAM?.Config ?? []).map(({ Subnet }) => Subnet ?? '');
  let last: unknown = new Error('each /24 of 10.213.0.0/16 is in use');
  for (const subnet of freeSubnets(taken, plan.firstSubnet).slice(0, TRIES)) {
    try {
      const network = await engine.createNetwork({
        Name: plan.name,
        Driver: 'bridge',
        Labels: plan.labels,
        IPAM: { Driver: 'default', Config: [{ Subnet: subnet.cidr, Gateway: subnet.gateway }] },
      });
      return { name: plan.name, subnet, remove: () => removeNetwork(network) };
    } catch (error) {
      last = error;
      if (!TAKEN.test(messageOf(error))) break;
    }
  }
  const next = 'Remove networks that are not needed (`docker network ls`), then run again.';
  throw new HarnessError('CLUSTER_START', `The engine made no network (${messageOf(last)}). ${next}`, {
    cause: last,
  });
}

/** Removes a network; tries again while an endpoint of a container that just went is left in it. */
export async function removeNetwork(network: Dockerode.Network): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await network.remove();
      return;
    } catch (error) {
      if (statusOf(error) === 404) return;
      const busy = statusOf(error) === 403 || statusOf(error) === 409;
      if (!busy || attempt === REMOVE_TRIES) throw error;
      await delay(REMOVE_PAUSE_MS);
    }
  }
}
