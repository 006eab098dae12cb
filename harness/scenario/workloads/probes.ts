import type { Credentials } from '../../target/credentials.ts';
import type { Route } from '../../target/system.ts';
import type { World } from '../world.ts';

/** Clients that ask every replica, all the while, whether each of some tokens is alive. */
export interface Probes extends AsyncDisposable {
  readonly add: (credentials: Credentials) => void;
  /** Resolves once every replica was asked about the token so often. */
  readonly untilAsked: (credentials: Credentials, times: number) => Promise<void>;
  /** Resolves to true once every replica refused the token so often in a row, or to false after the patience. */
  readonly untilRefused: (credentials: Credentials, times: number, patienceMs: number) => Promise<boolean>;
}

/** Between two rounds of questions to one replica; what a time to revocation is known to, beside the answers' own time. */
const PROBE_GAP_MS = 20;
/** A token that every replica refused so often is asked about in every tenth round only. */
const SETTLED_REFUSALS = 10;
const SETTLED_ROUND = 10;

interface Count {
  asked: number;
  refusedInRow: number;
}

/** Starts one prober for each replica. Disposing them waits for their last answers. */
export function startProbes(world: World): Probes {
  const tokens: Credentials[] = [];
  const counts = new Map<string, Count>();
  const progress = new EventTarget();
  const over = new AbortController();
  const stop = AbortSignal.any([over.signal, world.signal]);
  const countOf = (prober: number, { accessToken }: Credentials): Count => {
    const key = `${prober} ${accessToken}`;
    const count = counts.get(key) ?? { asked: 0, refusedInRow: 0 };
    counts.set(key, count);
    return count;
  };

  const probe = async (route: Route, prober: number): Promise<void> => {
    const client = world.newClient();
    for (let round = 0; !stop.aborted; round += 1) {
      for (const token of tokens) {
        const count = countOf(prober, token);
        if (count.refusedInRow >= SETTLED_REFUSALS && round % SETTLED_ROUND > 0) continue;
        const { status } = await client.me(token, route);
        count.asked += 1;
        count.refusedInRow = status === 401 ? count.refusedInRow + 1 : 0;
      }
      progress.dispatchEvent(new Event('round'));
      await world.clock.sleep(PROBE_GAP_MS);
    }
  };
  const running = Promise.all(world.eachReplica.map(probe));

  const until = (done: () => boolean, patienceMs: number): Promise<boolean> =>
    new Promise((resolve) => {
      const deadlineNs = world.clock.nowNs() + patienceMs * 1e6;
      const look = (): void => {
        const isDone = done();
        if (!isDone && world.clock.nowNs() < deadlineNs && !world.signal.aborted) return;
        progress.removeEventListener('round', look);
        resolve(isDone);
      };
      progress.addEventListener('round', look);
      // Who is interrupted asks no more: no round would come to end the wait.
      if (world.signal.aborted) look();
      else world.signal.addEventListener('abort', look, { once: true });
    });
  const everywhere = (token: Credentials, holds: (count: Count) => boolean): boolean =>
    world.eachReplica.every((_, prober) => holds(countOf(prober, token)));

  return {
    add: (credentials) => tokens.push(credentials),
    untilAsked: async (token, times) => {
      await until(() => everywhere(token, ({ asked }) => asked >= times), Number.POSITIVE_INFINITY);
    },
    untilRefused: (token, times, patienceMs) =>
      until(() => everywhere(token, ({ refusedInRow }) => refusedInRow >= times), patienceMs),
    [Symbol.asyncDispose]: async () => {
      over.abort();
      await running;
    },
  };
}
