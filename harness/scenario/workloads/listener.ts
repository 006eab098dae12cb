import type { Credentials } from '../../target/credentials.ts';
import { createMessageNames, type MessageNames } from '../../target/message-names.ts';
import type { Message } from '../../target/requests.ts';
import type { EventStream } from '../../target/stream.ts';
import type { Route } from '../../target/system.ts';
import { type World, WorkloadBlocked } from '../world.ts';
import { texts } from './texts.ts';

/** A message that was published is waited for so long; after that it counts as stalled. */
const ARRIVAL_PATIENCE_MS = 5000;

/** A user of the scenario: logged in, with the names of all that is published to them. */
export interface Listener {
  readonly world: World;
  readonly credentials: Credentials;
  readonly names: MessageNames;
}

/** A fresh user, logged in. */
export async function newListener(world: World): Promise<Listener> {
  const { credentials, status } = await world.newClient().login(world.newUser(), 'desktop', world.balancer);
  if (!credentials) throw new WorkloadBlocked(`a listener could not log in (status ${status ?? 'none'})`);
  return { world, credentials, names: createMessageNames() };
}

/** Where a stream is opened, and by what client. */
export interface Place {
  readonly name: string;
  readonly route: Route;
  readonly client?: 'raw' | 'eventsource';
  readonly lastEventId?: string | null;
}

/** Opens a stream of the listener. */
export function listen({ world, credentials, names }: Listener, place: Place): Promise<EventStream> {
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
export const everywhere = ({ balancer, eachReplica }: World): Place[] => [
  ...eachReplica.map((route, index): Place => ({ name: `at-${index + 1}`, route })),
  ...eachReplica.map((_, index): Place => ({ name: `balanced-${index + 1}`, route: balancer })),
  { name: 'browser', route: balancer, client: 'eventsource' },
];

const TYPES = ['schedule:popup-reminder', 'schedule:sound-reminder', 'schedule:task-executed'] as const;

/** A message whose name stands for its text. */
export function newMessage({ credentials, names }: Listener, name: string, text: string): Message {
  const message = {
    name: `${credentials.user}-${name}`,
    type: TYPES[text.length % TYPES.length] ?? TYPES[0],
    data: text,
  };
  names.add(message.name, message.data);
  return message;
}

/** One last message from each replica, waited for on every stream: all before it must have arrived by then. */
export async function sentinels(listener: Listener, streams: readonly EventStream[]): Promise<void> {
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

export const closeAll = (streams: readonly EventStream[]) =>
  Promise.all(streams.map((stream) => stream.close()));

/** Publishers at every replica at the same time, each with so many texts that are hard to carry. */
export async function publishEverywhere(
  listener: Listener,
  phase: string,
  perReplica: number,
): Promise<void> {
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
