import { BEHIND, loadBehind } from '../../checkers/load/load-behind.ts';
import { constant } from '../../load/arrivals/profile.ts';
import type { Scenario, StagePlan, Workload } from '../scenario.ts';
import { openCrowd } from './crowd.ts';
import { DEFAULT_LOAD } from './load-plan.ts';

/** Few, since a stage has a hundred, and its workload wants most of them for itself. */
const USERS = 5;
/** Longer than any stage lasts. */
const LONGEST_MS = 3_600_000;
/** A call that meets a fault is given up then. */
const PATIENCE_MS = 3000;

/** The scenario with a steady load behind each of its stages, from before its workload until after it. */
export function withLoadBehind(scenario: Scenario, ratePerSecond: number): Scenario {
  const [first, ...rest] = scenario.stages;
  // Where nothing is up there is nobody to call.
  const loaded = (stage: StagePlan): StagePlan =>
    isUp(stage) ? { ...stage, workload: behind(stage.workload, ratePerSecond) } : stage;
  return {
    ...scenario,
    stages: [loaded(first), ...rest.map(loaded)],
    checks: scenario.stages.some(isUp) ? [...scenario.checks, loadBehind()] : scenario.checks,
  };
}

const isUp = ({ bringsUp }: StagePlan): boolean => bringsUp !== 'nothing';

const behind =
  (workload: Workload, ratePerSecond: number): Workload =>
  async (world) => {
    const plan = { ...DEFAULT_LOAD, users: USERS };
    using crowd = await openCrowd(plan, world);
    const over = new AbortController();
    const offered = crowd.offer(
      {
        ...plan,
        name: BEHIND,
        profile: constant(ratePerSecond),
        durationMs: LONGEST_MS,
        warmUpMs: 0,
        patienceMs: PATIENCE_MS,
      },
      over.signal,
    );
    const done = workload(world).finally(() => over.abort('the workload is done'));
    const ended = await Promise.allSettled([done, offered]);
    for (const one of ended) if (one.status === 'rejected') throw one.reason;
  };
