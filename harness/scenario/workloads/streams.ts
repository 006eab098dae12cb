import { badTokens } from '../../target/forgery.ts';
import type { EventStream } from '../../target/stream.ts';
import { elapsed } from '../patience.ts';
import type { Workload } from '../scenario.ts';
import {
  closeAll,
  everywhere,
  listen,
  newListener,
  newMessage,
  publishEverywhere,
  sentinels,
} from './listener.ts';

/** Streams everywhere, and small messages from every replica, `gapMs` apart: does each arrive when it is sent? */
export const pacedMessages =
  ({ perReplica, gapMs }: { readonly perReplica: number; readonly gapMs: number }): Workload =>
  async (world) => {
    const listener = await newListener(world);
    const streams = await Promise.all(everywhere(world).map((place) => listen(listener, place)));
    const client = world.newClient();
    for (let turn = 0; turn < perReplica; turn += 1) {
      for (const [index, route] of world.eachReplica.entries()) {
        const message = newMessage(listener, `paced-${turn}-${index}`, `paced ${turn} at ${index + 1}`);
        await client.publish(listener.credentials, message, route);
        await world.clock.sleep(gapMs, world.signal);
      }
    }
    await sentinels(listener, streams);
    await closeAll(streams);
  };

/**
 * Publishers at every replica at the same time, with texts that are hard to carry, while each stream is cut in
 * the middle and resumed at another replica where it had stopped.
 */
export const concurrentMessagesWithResumes =
  ({ perReplica }: { readonly perReplica: number }): Workload =>
  async (world) => {
    const { eachReplica } = world;
    const listener = await newListener(world);
    const places = everywhere(world).filter(({ client }) => client !== 'eventsource');
    const streams = await Promise.all(places.map((place) => listen(listener, place)));
    await publishEverywhere(listener, 'before', perReplica);
    const resuming = streams.map(async (stream, index) => {
      await stream.close();
      // Something is published while it is away for sure, whatever it had not seen yet.
      const missed = newMessage(listener, `missed-${index + 1}`, `published while ${index + 1} was away`);
      await world
        .newClient()
        .publish(listener.credentials, missed, eachReplica[index % eachReplica.length] ?? world.balancer);
      const next = places[(index + 1) % eachReplica.length] ?? {
        name: 'balanced',
        route: world.balancer,
      };
      const route = places[index]?.route === world.balancer ? world.balancer : next.route;
      return listen(listener, { name: `resumed-${index + 1}`, route, lastEventId: stream.lastEventId() });
    });
    const [resumed] = await Promise.all([
      Promise.all(resuming),
      publishEverywhere(listener, 'during', perReplica),
    ]);
    await sentinels(listener, resumed);
    await closeAll(resumed);
  };

/**
 * Streams that are opened anew at the same replica before the old ones are closed, as browsers do when they
 * reconnect: what is published then must reach the new ones.
 */
export const overlappingReconnects =
  ({ rounds }: { readonly rounds: number }): Workload =>
  async (world) => {
    const listener = await newListener(world);
    const open = (round: number, lastEventIds: readonly (string | null)[] = []): Promise<EventStream[]> =>
      Promise.all(
        world.eachReplica.map((route, index) =>
          listen(listener, {
            name: `round-${round}-${index + 1}`,
            route,
            lastEventId: lastEventIds[index] ?? null,
          }),
        ),
      );
    let streams = await open(0);
    for (let round = 1; round <= rounds; round += 1) {
      await publishEverywhere(listener, `round-${round}`, 1);
      const next = await open(
        round,
        streams.map((stream) => stream.lastEventId()),
      );
      await closeAll(streams);
      streams = next;
    }
    // When a replica notices that the old ones are gone cannot be seen from outside: it is given a heartbeat's time.
    await world.clock.sleep((world.stage.settings['HEARTBEAT_S'] ?? 1) * 1000, world.signal);
    await sentinels(listener, streams);
    await closeAll(streams);
  };

/** Streams through the proxy with nothing to say for `timeouts` times its read timeout; then they must still hear. */
export const idleStreams =
  ({ timeouts }: { readonly timeouts: number }): Workload =>
  async (world) => {
    const listener = await newListener(world);
    const { balancer, clock, signal, stage } = world;
    const streams = await Promise.all([
      ...world.eachReplica.map((_, index) =>
        listen(listener, { name: `idle-${index + 1}`, route: balancer }),
      ),
      listen(listener, { name: 'idle-browser', route: balancer, client: 'eventsource' }),
    ]);
    await clock.sleep(stage.streamReadTimeoutS * timeouts * 1000, signal);
    await sentinels(listener, streams);
    await closeAll(streams);
  };

/** As long as any call is waited for: a refusal that is given up sooner would count as none. */
const REFUSAL_PATIENCE_MS = 10_000;

/** Streams with every kind of bad token, at the balancer and at each replica. */
export const streamsWithoutValidToken = (): Workload => async (world) => {
  const { credentials, names } = await newListener(world);
  const { user, clientType } = credentials;
  const bad = badTokens(credentials, world.jwtSecret);
  await Promise.all(
    [...world.eachReplica, world.balancer].map(async (route, index) => {
      for (const { credential, token } of bad) {
        const connection = `${user}-${credential}-${index + 1}`;
        const stream = await world.openStream({
          connection,
          user,
          clientType,
          route,
          token,
          credential,
          names,
          tokenIn: 'query',
          lastEventId: null,
        });
        await Promise.race([stream.opened, elapsed(REFUSAL_PATIENCE_MS)]);
        await stream.close();
      }
    }),
  );
};
