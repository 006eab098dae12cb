import {
  answersKeepTheContract,
  balancerReachesEveryReplica,
  defineScenario,
  everyOperationSucceeded,
  everyReplicaObserved,
  noMaskedRetry,
  replicasPerformAlike,
  rigHeldUp,
  roundsOfCalls,
} from '#harness';

export default defineScenario({
  name: 'replicas-perform-alike',
  question: 'Is any replica slower than the others, or failing behind the balancer’s back?',
  needs: [],
  stages: [{ name: 'healthy', workload: roundsOfCalls({ rounds: 400, clients: 4, balanced: 160 }) }],
  checks: [
    replicasPerformAlike(),
    noMaskedRetry(),
    balancerReachesEveryReplica({ atLeast: 40 }),
    answersKeepTheContract(),
    everyReplicaObserved({ atLeast: 200 }),
    everyOperationSucceeded(),
    rigHeldUp(),
  ],
  sabotage: [
    {
      name: 'slow-replica',
      stage: 'healthy',
      caughtBy: 'replicas-perform-alike',
      cause: /b-2 alone is slow/u,
    },
    {
      name: 'failing-replica',
      stage: 'healthy',
      caughtBy: 'replicas-perform-alike',
      cause: /b-2 alone fails/u,
    },
    {
      name: 'masked-retries',
      stage: 'healthy',
      caughtBy: 'no-masked-retry',
      cause: /b-2 fails, and the proxy retries what failed on another replica/u,
    },
    { name: 'sticky-balancer', stage: 'healthy', caughtBy: 'balancer-reaches-every-replica', cause: null },
    { name: 'unreached-replica', stage: 'healthy', caughtBy: 'balancer-reaches-every-replica', cause: null },
  ],
});
