import type { Client } from '../../target/client.ts';
import type { Credentials } from '../../target/credentials.ts';
import type { SpoofedAddress } from '../../target/requests.ts';
import type { Route } from '../../target/system.ts';
import type { Workload } from '../scenario.ts';
import { type World, WorkloadBlocked } from '../world.ts';

/** Headers by which proxies name a client's address, and which any client may send. */
const ADDRESS_HEADERS = [
  'X-Forwarded-For',
  'X-Real-IP',
  'Forwarded',
  'True-Client-IP',
  'CF-Connecting-IP',
  'X-Client-IP',
] as const;

/** Calls in excess of the limit after which a limit that does not show is given up. */
const EXCESS = 10;

/**
 * One user calls until every route denies it. Then it claims another address at each call, by each header on each route in
 * turn, with plain calls in between; and a second user from the same address calls on each route.
 */
export const claimedAddresses = (): Workload => async (world) => {
  const { balancer, eachReplica, newClient } = world;
  const client = newClient();
  const [user, neighbour] = [await logIn(world, client), await logIn(world, client)];
  const routes = [balancer, ...eachReplica];
  for (const route of routes) await callUntilDenied(world, { client, credentials: user, route });
  const addresses = claims();
  for (const route of routes) {
    await client.limited(user, route);
    await client.limited(neighbour, route);
    await client.limited(user, route);
    for (const header of ADDRESS_HEADERS) {
      await client.limited(user, route, addresses(header));
      await client.limited(user, route);
    }
  }
};

async function logIn({ newUser, balancer }: World, client: Client): Promise<Credentials> {
  const { credentials } = await client.login(newUser(), 'desktop', balancer);
  if (!credentials) throw new WorkloadBlocked('a user of the limit could not log in');
  return credentials;
}

interface Caller {
  readonly client: Client;
  readonly credentials: Credentials;
  readonly route: Route;
}

async function callUntilDenied({ stage }: World, { client, credentials, route }: Caller): Promise<void> {
  const most = (stage.settings['RATE_LIMIT'] ?? 0) + EXCESS;
  for (let call = 0; call < most; call += 1) {
    const { status } = await client.limited(credentials, route);
    if (status === 429) return;
  }
}

/** Makes claims of addresses, each another one, from the range that is kept for documents (RFC 5737, RFC 2544). */
function claims(): (header: string) => SpoofedAddress {
  let next = 0;
  return (header) => {
    next += 1;
    const address = `198.18.${next >> 8}.${next & 255}`;
    const value = header === 'Forwarded' ? `for=${address}` : address;
    return { name: header, headers: { [header]: value } };
  };
}
