import type { Message } from '../../target/requests.ts';
import type { Credentials } from '../../target/credentials.ts';
import { badTokens } from '../../target/forgery.ts';
import { createMessageNames, type MessageNames } from '../../target/message-names.ts';
import type { EventStream } from '../../target/stream.ts';
import type { Route } from '../../target/system.ts';
import type { Workload } from '../scenario.ts';
import { type World, WorkloadBlocked } from '../world.ts';
import { texts } from './texts.ts';

/** A message that was published is waited for so long; after that it counts as stalled. */
const ARRIVAL_PATIENCE_MS = 5000;

/** A user of the scenario: logged in, with the names of all that is published to them. */
interface Listener {
  readonly world: World;
  readonly credentials: Credentials;
  readonly names: MessageNames;
}

async function newListener(world: World): Promise<Listener> {
  const { credentials, status } = await world.newClient().login(world.newUser(), 'desktop', world.balancer);
  if (!credentials) throw new WorkloadBlocked(`a listener could not log in (status ${status ?? 'none'})`);
  return { world, credentials, names: createMessageNames() };
}

interface Place {
  readonly name: string;
  readonly route: Route;
  readonly client?: 'raw' | 'eventsource';
  readonly lastEventId?: string | null;
}

function listen({ world, credentials, names }: Listener, place: Place): Promise<EventStream> {
  const { user, clientType, accessToken } = credentials;
  return world.openStream(
    {
      connection: `${user}-${place.name}`,
      user,
      clientType,
      route: place.route,
      token: accessToken,
      tokenIn: 'query',
      credential: 'valid',
      lastEventId: place.lastEventId ?? null,
      names,
    },
    place.client,
  );
}

/** A stream at each replica, as many through the balancer, and a browser's. */
const everywhere = ({ balancer, eachReplica }: World): Place[] => [
  ...eachReplica.map((route, index): Place => ({ name: `at-${index + 1}`, route })),
  ...eachReplica.map((_, index): Place => ({ name: `balanced-${index + 1}`, route: balancer })),
  { name: 'browser', route: balancer, client: 'eventsource' },
];

const TYPES = ['schedule:popup-reminder', 'schedule:sound-reminder', 'schedule:task-executed'] as const;

function newMessage({ credentials, names }: Listener, name: string, text: string): Message {
  const message = {
    name: `${credentials.user}-${name}`,
    type: TYPES[text.length % TYPES.length] ?? TYPES[0],
    data: text,
  };
  names.add(message.name, message.data);
  return message;
}

/** One last message from each replica, waited for on every stream: all before it must have arrived by then. */
async function sentinels(listener: Listener, streams: readonly EventStream[]): Promise<void> {
  const { world, credentials } = listener;
  const patience = AbortSignal.any([world.signal, AbortSignal.timeout(ARRIVAL_PATIENCE_MS)]);
  for (const [index, route] of world.eachReplica.entries()) {
    const sentinel = newMessage(
      listener,
      `sentinel-${index + 1}`,
      `sentinel ${index + 1} of ${credentials.user}`,
    );
    await world.newClient().publish(credentials, sentinel, route);
    await Promise.all(streams.map((stream) => stream.received(sentinel.name, patience)));
  }
}

const closeAll = (streams: readonly EventStream[]) => Promise.all(streams.map((stream) => stream.close()));

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
    const listener = await newListener(world);
    const places = everywhere(world).filter(({ client }) => client !== 'eventsource');
    const streams = await Promise.all(places.map((place) => listen(listener, place)));
    await publishEverywhere(listener, 'before', perReplica);
    const resuming = streams.map(async (stream, index) => {
      await stream.close();
      const next = places[(index + 1) % world.eachReplica.length] ?? {
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

async function publishEverywhere(listener: Listener, phase: string, perReplica: number): Promise<void> {
  const { world, credentials } = listener;
  await Promise.all(
    world.eachReplica.map(async (route, index) => {
      const client = world.newClient();
      for (const [turn, text] of texts(`${phase} ${index + 1}`, perReplica).entries()) {
        await client.publish(credentials, newMessage(listener, `${phase}-${turn}-${index + 1}`, text), route);
      }
    }),
  );
}

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
        await stream.close();
      }
    }),
  );
};
