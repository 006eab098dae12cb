import type { Workload } from '../scenario.ts';
import { openCrowd } from './crowd.ts';
import { DEFAULT_LOAD, type GivenLoad } from './load-plan.ts';

/** Offers a load through the balancer, until all of it is answered or missed; what it was like is in the history. */
export const offerLoad =
  (given: GivenLoad): Workload =>
  async (world) => {
    const plan = { ...DEFAULT_LOAD, ...given };
    using crowd = await openCrowd(plan, world);
    await crowd.offer(plan);
  };
