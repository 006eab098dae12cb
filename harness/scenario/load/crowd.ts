import { type RunningLoad, runLoad } from '../../load/engine/run-load.ts';
import type { EnginePlan, LoadCall } from '../../load/engine/thread-plan.ts';
import { loadCallsOf } from '../../target/load/load-calls.ts';
import type { World } from '../world.ts';
import { type LoadPlan, scheduleOf } from './load-plan.ts';
import { recordingOf } from './record-load.ts';
import { openVirtualUsers } from './virtual-users.ts';

const SEED_BITS = 2 ** 31;

/** Users that are logged in: loads can be offered with their tokens, one after the other, until they leave. */
export interface Crowd extends Disposable {
  /** Resolves when all of a load is answered or missed; what it was like is in the history. */
  readonly offer: (plan: Omit<LoadPlan, 'users' | 'mix'>) => Promise<void>;
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
  const offer = async (given: Omit<LoadPlan, 'users' | 'mix'>): Promise<void> => {
    const plan = { ...given, users: count, mix };
    const calls = loadCallsOf(mix, users.credentials, through);
    const recording = recordingOf({ recorder, secrets, plan, calls });
    recording.announce();
    running = runLoad(engineOf(plan, calls, world), recording);
    const { stop, ended } = running;
    world.signal.addEventListener('abort', stop, { once: true });
    try {
      await ended;
    } finally {
      running = null;
      world.signal.removeEventListener('abort', stop);
    }
  };
  return { offer, [Symbol.dispose]: () => users[Symbol.dispose]() };
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
    pace: { kind: 'open', schedule: scheduleOf(plan) },
    seed: random.below(SEED_BITS).toString(16),
    connections: plan.connections,
    threads: plan.threads,
    timeoutMs: plan.patienceMs,
    maxWaitMs: plan.patienceMs,
    attribution: { header: 'x-instance-id', replicas: stage.replicas.map(({ name }) => name) },
  };
}
