import { msToNs } from '../../time/clock.ts';
import type { EventStream } from '../../target/stream.ts';
import type { Workload } from '../scenario.ts';
import { closeAll, listen, type Listener, newListener, type Place } from './listener.ts';

/** More than the limit is asked for at each replica: else one that counts for itself would not be seen to. */
const EXCESS = 2;
/** The place of a stream that was closed is given back within a second: it is tried for longer. */
const PATIENCE_MS = 2500;
const TRY_AGAIN_MS = 25;

/** A user who asks every replica for more streams than allowed, all at once, closes one and opens another in its place. */
export const streamsOverTheLimit = (): Workload => async (world) => {
  const { eachReplica, stage, newClient, balancer } = world;
  const listener = await newListener(world);
  const turns = Array.from({ length: (stage.settings['MAX_STREAMS'] ?? 0) + EXCESS }, (_, turn) => turn + 1);
  const places = eachReplica.flatMap((route, at) =>
    turns.map((turn): Place => ({ name: `limit-${at + 1}-${turn}`, route })),
  );
  const asked = await Promise.all(places.map((place) => ask(listener, place)));
  const open = asked.filter(({ status }) => status === 200).map(({ stream }) => stream);
  await open[0]?.close();
  // The user's streams are counted, whatever token opens them: this one cannot expire meanwhile.
  const { credentials } = await newClient().login(listener.credentials.user, 'desktop', balancer);
  if (credentials) open.push(...(await openAnother({ ...listener, credentials })));
  await closeAll(open);
};

async function ask(
  listener: Listener,
  place: Place,
): Promise<{ readonly stream: EventStream; readonly status: number | null }> {
  const stream = await listen(listener, place);
  return { stream, status: await Promise.race([stream.opened, Promise.resolve(null)]) };
}

/** Asks one replica after the other until there is a place again. */
async function openAnother(listener: Listener): Promise<EventStream[]> {
  const { clock, eachReplica, balancer, signal } = listener.world;
  const giveUpNs = clock.nowNs() + msToNs(PATIENCE_MS);
  for (let turn = 1; clock.nowNs() < giveUpNs; turn += 1) {
    const route = eachReplica[turn % eachReplica.length] ?? balancer;
    const { stream, status } = await ask(listener, { name: `again-${turn}`, route });
    if (status !== 429) return [stream];
    await clock.sleep(TRY_AGAIN_MS, signal);
  }
  return [];
}
