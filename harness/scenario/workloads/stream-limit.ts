import { msToNs } from '../../time/clock.ts';
import type { Workload } from '../scenario.ts';
import { closeAll, listen, newListener } from './listener.ts';

/** More than the limit is asked for at each replica: else one that counts for itself would not be seen to. */
const EXCESS = 2;
/** The place of a stream that was closed is given back within a second: it is tried for longer. */
const PATIENCE_MS = 2500;
const TRY_AGAIN_MS = 25;

/** A user who asks for more streams than allowed at each replica at once, closes one and opens another in its place. */
export const streamsOverTheLimit = (): Workload => async (world) => {
  const { clock, eachReplica, balancer, signal, stage } = world;
  const listener = await newListener(world);
  const asked = await Promise.all(
    eachReplica.map(async (route, at) => {
      const streams = [];
      for (let turn = 1; turn <= (stage.settings['MAX_STREAMS'] ?? 0) + EXCESS; turn += 1) {
        const stream = await listen(listener, { name: `limit-${at + 1}-${turn}`, route });
        streams.push({ stream, status: await Promise.race([stream.opened, null]) });
      }
      return streams;
    }),
  );
  const open = asked.flat().filter(({ status }) => status === 200);
  const [first] = open;
  const streams = open.map(({ stream }) => stream);
  await first?.stream.close();
  const giveUpNs = clock.nowNs() + msToNs(PATIENCE_MS);
  for (let turn = 1; first && clock.nowNs() < giveUpNs; turn += 1) {
    const route = eachReplica[turn % eachReplica.length] ?? balancer;
    const stream = await listen(listener, { name: `again-${turn}`, route });
    streams.push(stream);
    if ((await Promise.race([stream.opened, null])) === 200) break;
    await clock.sleep(TRY_AGAIN_MS, signal);
  }
  await closeAll(streams);
};
