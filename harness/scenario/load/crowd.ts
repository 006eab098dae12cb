import { brokenSoFar } from '../../checkers/load/broken-so-far.ts';
import { type RunningLoad, runLoad } from '../../load/engine/run-load.ts';
import type { EnginePlan, LoadCall } from '../../load/engine/thread-plan.ts';
import { loadCallsOf } from '../../target/load/load-calls.ts';
import type { World } from '../world.ts';
import { type LoadPlan, paceOf } from './load-plan.ts';
import { recordingOf } from './record-load.ts';
import { openVirtualUsers } from './virtual-users.ts';

const SEED_BITS = 2 ** 31;
/** How often a load that may be stopped is judged while it is offered. */
const JUDGED_EACH_SECONDS = 5;

/** What is offered with users and calls that are there already. */
type Offered = Omit<LoadPlan, 'users' | 'mix'>;

/** Users that are logged in: loads can be offered with their tokens, one after the other, until they leave. */
export interface Crowd extends Disposable {
  /**
   * Resolves when all of a load is answered or missed, or soon after `until`, whose reason says why; what it was like is in the
   * history.
   */
  readonly offer: (plan: Offered, until?: AbortSignal) => Promise<void>;
}

/** Logs the users of a load in. */
export async function openCrowd(
  { users: count, mix }: Pick<LoadPlan, 'users' | 'mix'>,
  world: World,
): Promise<Crowd> {
  const route = world.balancer;
  const { recorder, secrets } = world.system;
  const through = { url: route.url, secrets };
  let running: RunningLoad | null = null;
  const users = await openVirtualUsers(count, {
    ...world,
    route,
    onRefreshed: (user, credentials) =>
      running?.replace(
        user,
        loadCallsOf(mix, [credentials], through).flatMap(({ requests }) => requests),
      ),
  });
  const offer = async (given: Offered, until?: AbortSignal): Promise<void> => {
    const plan = { ...given, users: count, mix };
    const calls = loadCallsOf(mix, users.credentials, through);
    const recording = recordingOf({ recorder, secrets, plan, calls });
    const broken = plan.stopsWhenBroken ? watchObjectives(plan.name, world) : null;
    const signals = [world.signal, broken?.signal, until].filter((signal) => signal !== undefined);
    const isOver = AbortSignal.any(signals);
    let seconds = 0;
    isOver.throwIfAborted();
    recording.announce();
    const started = runLoad(engineOf(plan, calls, world), {
      ...recording,
      onSecond: (second) => {
        recording.onSecond(second);
        seconds = second.second + 1;
        if (!isOver.aborted) broken?.look(seconds);
      },
    });
    running = started;
    isOver.addEventListener('abort', () => {
      recording.stopped(seconds, String(isOver.reason));
      started.stop();
    });
    await started.ended.finally(() => {
      running = null;
    });
    await broken?.done();
  };
  return { offer, [Symbol.dispose]: () => users[Symbol.dispose]() };
}

/** A signal that an objective of a load is broken, which is looked for every few seconds. */
function watchObjectives(load: string, { soFar, stage: { stage } }: World) {
  const broken = new AbortController();
  let looking = Promise.resolve();
  const judge = async (seconds: number): Promise<void> => {
    const slos = brokenSoFar(await soFar(), { stage, load, seconds });
    if (slos !== null) broken.abort(`${slos} is broken`);
  };
  return {
    signal: broken.signal,
    look: (seconds: number): void => {
      if (seconds % JUDGED_EACH_SECONDS === 0) looking = looking.then(() => judge(seconds));
    },
    /** Rejects when a look failed. */
    done: () => looking,
  };
}

function engineOf(
  plan: LoadPlan,
  calls: readonly LoadCall[],
  { balancer, stage, random }: World,
): EnginePlan {
  const { hostname, port, protocol } = new URL(balancer.url);
  const isTls = protocol === 'https:';
  return {
    target: { host: hostname, port: Number(port) || (isTls ? 443 : 80), isTls },
    calls,
    users: plan.users,
    pace: paceOf(plan),
    seed: random.below(SEED_BITS).toString(16),
    connections: plan.connections,
    threads: plan.threads,
    timeoutMs: plan.patienceMs,
    maxWaitMs: plan.patienceMs,
    attribution: { header: 'x-instance-id', replicas: stage.replicas.map(({ name }) => name) },
  };
}
