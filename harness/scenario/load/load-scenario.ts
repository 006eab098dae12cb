import { everyReplicaObserved } from '../../checkers/general/coverage.ts';
import { rigHeldUp } from '../../checkers/general/rig.ts';
import { everyOperationSucceeded } from '../../checkers/general/vacuity.ts';
import { loadWasOffered } from '../../checkers/load/load-was-offered.ts';
import { sloHolds } from '../../checkers/load/slo-holds.ts';
import type { Scenario } from '../scenario.ts';
import type { GivenLoad } from './load-plan.ts';
import { offerLoad } from './offer-load.ts';

/** One load as the command line says it; whatever it was, its record is judged by the same checks. */
export const loadScenario = (plan: GivenLoad): Scenario => ({
  name: 'load',
  question: 'Does the system keep its objectives under this load?',
  isOnRequest: true,
  needs: [],
  stages: [{ name: 'load', workload: offerLoad(plan) }],
  checks: [
    sloHolds(),
    loadWasOffered(),
    everyReplicaObserved({ atLeast: 30 }),
    everyOperationSucceeded(),
    rigHeldUp(),
  ],
  sabotage: [claim('slow-replica'), claim('failing-replica')],
});

const claim = (name: 'slow-replica' | 'failing-replica') => ({
  name,
  stage: 'load',
  caughtBy: 'slo-holds',
  cause: /b-2 alone is beyond/u,
});
