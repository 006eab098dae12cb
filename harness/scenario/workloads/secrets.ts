import { badTokens } from '../../target/forgery.ts';
import type { Workload } from '../scenario.ts';
import { closeAll, everywhere, listen, newListener } from './listener.ts';

/**
 * Everything that carries a secret, everywhere: streams with the token in the URL, accepted and refused, then logins with right
 * and wrong passwords, calls, refreshes and logouts.
 */
export const everySecretIsSent = (): Workload => async (world) => {
  const listener = await newListener(world);
  const streams = await Promise.all(everywhere(world).map((place) => listen(listener, place)));
  await closeAll(streams);
  const routes = [...world.eachReplica, world.balancer];
  for (const [index, route] of routes.entries()) {
    for (const { credential, token } of badTokens(listener.credentials, world.jwtSecret)) {
      const { user, clientType } = listener.credentials;
      const connection = `${user}-${credential}-${index}`;
      const { names } = listener;
      const tokenIn = 'query' as const;
      const lastEventId = null;
      const request = { connection, user, clientType, route, token, credential, names, tokenIn, lastEventId };
      await (await world.openStream(request)).close();
    }
  }
  // Last, so that what was logged of the streams has been read by the end of them.
  for (const route of routes) {
    const client = world.newClient();
    const user = world.newUser();
    await client.guess(user, 'desktop', 'a wrong password', route);
    const first = await client.login(user, 'desktop', route);
    if (!first.credentials) continue;
    const { credentials } = await client.refresh(first.credentials, route);
    if (!credentials) continue;
    for (let call = 0; call < CALLS; call += 1) await client.me(credentials, route);
    await client.logout(credentials, route);
    await client.me(credentials, route);
  }
};

const CALLS = 10;
