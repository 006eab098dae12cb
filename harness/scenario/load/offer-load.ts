import { arrivalsIn } from '../../load/arrivals/schedule.ts';
import { wordsOfSchedule } from '../../load/arrivals/schedule-words.ts';
import type { LoadSecond } from '../../load/engine/load-second.ts';
import type { LoadFailure } from '../../load/engine/messages.ts';
import { type RunningLoad, runLoad } from '../../load/engine/run-load.ts';
import type { EnginePlan, LoadCall } from '../../load/engine/thread-plan.ts';
import type { Recorder } from '../../history/recorder.ts';
import { loadCallsOf } from '../../target/load/load-calls.ts';
import type { Secrets } from '../../target/secrets.ts';
import type { Workload } from '../scenario.ts';
import type { World } from '../world.ts';
import { DEFAULT_LOAD, type LoadPlan, scheduleOf } from './load-plan.ts';
import { openVirtualUsers } from './virtual-users.ts';

const TIMEOUT_MS = 10_000;
const SEED_BITS = 2 ** 31;

/** Offers a load through the balancer, until all of it is answered or missed; what it was like is in the history. */
export const offerLoad =
  (given: Partial<LoadPlan> & Pick<LoadPlan, 'profile' | 'durationMs'>): Workload =>
  async (world) => {
    const plan = { ...DEFAULT_LOAD, ...given };
    const { recorder, secrets } = world.system;
    const route = world.balancer;
    let running: RunningLoad | null = null;
    using users = await openVirtualUsers(plan.users, {
      ...world,
      route,
      onRefreshed: (user, credentials) =>
        running?.replace(
          user,
          loadCallsOf(plan.mix, [credentials], { url: route.url, secrets }).flatMap(
            ({ requests }) => requests,
          ),
        ),
    });
    const calls = loadCallsOf(plan.mix, users.credentials, { url: route.url, secrets });
    const told = { recorder, secrets, plan, calls };
    announce(told);
    running = runLoad(engineOf(plan, calls, world), {
      onSecond: (second) => recordSecond(told, second),
      onFailure: (failure) => recordFailure(told, failure),
    });
    const stop = running.stop;
    world.signal.addEventListener('abort', stop, { once: true });
    await running.ended;
    world.signal.removeEventListener('abort', stop);
  };

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
    timeoutMs: TIMEOUT_MS,
    maxWaitMs: TIMEOUT_MS,
    attribution: { header: 'x-instance-id', replicas: stage.replicas.map(({ name }) => name) },
  };
}

interface Told {
  readonly recorder: Recorder;
  readonly secrets: Secrets;
  readonly plan: LoadPlan;
  readonly calls: readonly LoadCall[];
}

function announce({ recorder, plan }: Told): void {
  const { name, profile, durationMs, warmUpMs, connections, users, threads, mix, slos } = plan;
  const schedule = scheduleOf(plan);
  recorder.observe(0, {
    f: 'load',
    key: name,
    route: 'balancer',
    input: {
      load: name,
      arrivals: wordsOfSchedule(schedule),
      closed: false,
      steady: profile.kind === 'constant',
      slos: [...slos],
      offered: Math.round(arrivalsIn(schedule.phases)),
      durationMs,
      warmUpMs,
      connections,
      users,
      threads,
      mix,
    },
  });
}

function recordSecond({ recorder, plan }: Told, { latencies, ...offer }: LoadSecond): void {
  const load = plan.name;
  recorder.observe(0, { f: 'load-offer', key: load, route: 'balancer', input: { load, ...offer } });
  for (const { replica, ...slice } of latencies) {
    const input = { load, second: offer.second, ...slice };
    recorder.observe(0, { f: 'load-latency', key: slice.operation, route: 'balancer', replica, input });
  }
}

function recordFailure({ recorder, secrets, plan, calls }: Told, failure: LoadFailure): void {
  const call = calls[failure.call];
  const operation = call?.operation ?? '';
  const request = Buffer.from(call?.requests[failure.user] ?? []).toString('utf8');
  recorder.observe(0, {
    f: 'load-failure',
    key: operation,
    route: 'balancer',
    input: {
      load: plan.name,
      operation,
      what: secrets.clean(failure.what),
      request: secrets.clean(request),
      response: secrets.clean(failure.answer),
    },
  });
}
