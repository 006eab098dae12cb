import {
  answersKeepTheContract,
  defineScenario,
  everyOperationSucceeded,
  everyReplicaObserved,
  faultsTookHold,
  revocationsSurviveFailover,
  rigHeldUp,
  steadyUse,
} from '#harness';

export default defineScenario({
  name: 'redis-failover-keeps-revocations',
  question:
    'When the Redis master dies and another takes over, do kicked tokens stay dead and sessions alive?',
  needs: ['configure', 'inject'],
  stages: [
    {
      name: 'healthy',
      redis: 'sentinel',
      nemesis: [{ fault: { kind: 'failover' }, afterMs: 600, forMs: 0 }],
      workload: steadyUse({ kicked: true }),
    },
  ],
  checks: [
    revocationsSurviveFailover(),
    faultsTookHold(),
    answersKeepTheContract(),
    everyReplicaObserved({ atLeast: 30 }),
    everyOperationSucceeded(),
    rigHeldUp(),
  ],
  sabotage: [
    {
      name: 'failover-loses-kick',
      stage: 'healthy',
      caughtBy: 'revocations-survive-failover',
      cause: /lost writes that were acknowledged/u,
    },
  ],
});
