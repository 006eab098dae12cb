import { capacityFound } from '../../checkers/load/capacity/capacity-found.ts';
import { rigHeldUp } from '../../checkers/general/rig.ts';
import type { Scenario, StagePlan } from '../scenario.ts';
import { type CapacityPlan, leastRate } from './capacity-plan.ts';
import { searchCapacity } from './search-capacity.ts';

/** How much one number of replicas carries, and the next: a stage each; whatever the plan, its record is judged by the same checks. */
export function capacityScenario(plan: CapacityPlan): Scenario {
  // What a replica was last seen to carry, in calls a second: near there the next search begins.
  let eachPerSecond: number | null = null;
  const [first, ...rest] = plan.replicas.map((replicas): StagePlan => ({
    name: replicas === 1 ? '1 replica' : `${replicas} replicas`,
    replicas,
    quotaCores: plan.quotaCores,
    workload: async (world) => {
      const startPerSecond =
        eachPerSecond === null ? plan.search.startPerSecond : Math.round(eachPerSecond * replicas);
      const floorPerSecond = Math.max(plan.search.floorPerSecond, leastRate(plan, replicas));
      const settings = { ...plan.search, startPerSecond, floorPerSecond };
      const heldPerSecond = await searchCapacity(plan, settings, world);
      eachPerSecond = heldPerSecond === null ? eachPerSecond : heldPerSecond / replicas;
    },
  }));
  if (first === undefined) throw new Error('a capacity is of at least one number of replicas');
  return {
    name: 'capacity',
    question: 'How much does the system carry within its objectives, by its number of replicas?',
    isOnRequest: true,
    needs: plan.quotaCores === null ? ['configure'] : ['configure', 'quota'],
    runsAlone: true,
    stages: [first, ...rest],
    checks: [capacityFound(), rigHeldUp()],
    sabotage: [
      { name: 'failing-replica', stage: first.name, caughtBy: 'capacity-found', cause: /breaks even at/u },
    ],
  };
}
