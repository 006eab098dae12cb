import { elapsed } from '../patience.ts';
import type { World } from '../world.ts';

/** One call of a client; resolves whether it was served as it should be when nothing is wrong. */
type Call = () => Promise<boolean>;

/** A client that makes its calls in turn, again and again. */
export type Caller = readonly [Call, ...Call[]];

/** A caller with a last call to make, once the others are done. */
export interface Regular {
  readonly calls: Caller;
  readonly finish: () => Promise<unknown>;
}

export interface CallerPlan {
  /** Between two calls of one client. */
  readonly gapMs: number;
  /** How long after the last fault is healed a client that is not served is waited for. */
  readonly patienceMs: number;
}

/** How much must be served in a row after the last fault: enough to be evidence of how things are then. */
const CALM_CALLS = 10;
const CALM_TURNS = 2;

/**
 * Lets the stage's faults loose while the callers call: each has made all its calls before the first fault and one at least
 * before each other, and goes on after the last one until enough of its calls were served in a row.
 */
export async function callAroundFaults(
  world: World,
  callers: readonly Caller[],
  { gapMs, patienceMs }: CallerPlan,
): Promise<void> {
  const over = new AbortController();
  const stop = AbortSignal.any([over.signal, world.signal]);
  const healed = new AbortController();
  const starts = callers.map(() => Promise.withResolvers<void>());
  const ends = callers.map(() => Promise.withResolvers<void>());
  let rounds = callers.map(() => Promise.withResolvers<void>());
  const running = Promise.all(
    callers.map(async (calls, place) => {
      let served = 0;
      for (let turn = 0; !stop.aborted; turn += 1) {
        const isAfter = healed.signal.aborted;
        const round = rounds[place];
        const isServed = (await calls[turn % calls.length]?.()) ?? false;
        served = isServed && isAfter ? served + 1 : 0;
        round?.resolve();
        if (turn + 1 >= calls.length) starts[place]?.resolve();
        if (served >= Math.max(CALM_CALLS, CALM_TURNS * calls.length)) ends[place]?.resolve();
        await world.clock.sleep(gapMs);
      }
    }),
  );
  /** Resolves when each caller has begun a call and seen its end from now on. */
  const aRound = async (): Promise<void> => {
    rounds = callers.map(() => Promise.withResolvers<void>());
    await Promise.race([Promise.all(rounds.map(({ promise }) => promise)), elapsed(patienceMs), running]);
  };
  try {
    await Promise.race([Promise.all(starts.map(({ promise }) => promise)), running]);
    await world.unleash(aRound);
    healed.abort();
    await Promise.race([Promise.all(ends.map(({ promise }) => promise)), elapsed(patienceMs), running]);
  } finally {
    over.abort();
    await running;
  }
}
