import type { EventStream } from '../../target/stream.ts';
import type { Route } from '../../target/system.ts';
import type { World } from '../world.ts';
import type { Caller } from './callers.ts';
import { closeAll, listen, type Listener, newListener, newMessage, sentinels } from './listener.ts';

/** Streams that are opened anew where they stopped, at the next replica, whenever they end; and what is published to them. */
export interface KeptStreams {
  /** Publishes at each replica and through the balancer in turn. */
  readonly publishers: readonly Caller[];
  /** One last message from each replica, waited for on every stream; then all are closed. */
  readonly finish: () => Promise<void>;
}

const REOPEN_GAP_MS = 50;

/** One stream for each replica and one through the balancer; resolves once they are open. */
export async function keepStreams(world: World): Promise<KeptStreams> {
  const listener = await newListener(world);
  const routes = [...world.eachReplica, world.balancer];
  const over = new AbortController();
  const stop = AbortSignal.any([over.signal, world.signal]);
  const current = await Promise.all(routes.map((_, place) => open(listener, routes, { place, turn: 0 })));
  const keeping = Promise.all(
    current.map(async (first, place) => {
      let stream = first;
      let lastEventId: string | null = null;
      for (let turn = 1; !stop.aborted; turn += 1) {
        await Promise.race([stream.ended, aborted(stop)]);
        if (stop.aborted) return;
        lastEventId = stream.lastEventId() ?? lastEventId;
        stream = await open(listener, routes, { place, turn, lastEventId });
        current[place] = stream;
        if ((await stream.opened) !== 200) await world.clock.sleep(REOPEN_GAP_MS);
      }
    }),
  );
  return {
    publishers: routes.map((route, place) => publisher(listener, route, place)),
    finish: async () => {
      over.abort();
      await keeping;
      await sentinels(listener, current);
      await closeAll(current);
    },
  };
}

interface Opening {
  readonly place: number;
  readonly turn: number;
  readonly lastEventId?: string | null;
}

/** A stream of a replica goes on at the next one; one through the balancer, wherever that sends it. */
function open(
  listener: Listener,
  routes: readonly Route[],
  { place, turn, lastEventId = null }: Opening,
): Promise<EventStream> {
  const { balancer, eachReplica } = listener.world;
  const own = routes[place] ?? balancer;
  const route = own === balancer ? own : (eachReplica[(place + turn) % eachReplica.length] ?? own);
  return listen(listener, { name: `kept-${place + 1}-${turn}`, route, lastEventId });
}

function publisher(listener: Listener, route: Route, place: number): Caller {
  const client = listener.world.newClient();
  let count = 0;
  return [
    async () => {
      count += 1;
      const text = `steady ${count} at ${route.name}`;
      const message = newMessage(listener, `steady-${count}-${place + 1}`, text);
      return (await client.publish(listener.credentials, message, route)).status === 202;
    },
  ];
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve());
  });
