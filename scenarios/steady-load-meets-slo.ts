import {
  constant,
  defineScenario,
  everyOperationSucceeded,
  everyReplicaObserved,
  loadWasOffered,
  offerLoad,
  rigHeldUp,
  sloHolds,
} from '#harness';

export default defineScenario({
  name: 'steady-load-meets-slo',
  question: 'Under a steady load, does every replica answer rightly and in time?',
  needs: [],
  runsAlone: true,
  stages: [
    {
      name: 'healthy',
      workload: offerLoad({
        profile: constant(60),
        durationMs: 18_000,
        slos: ['p50@each<50ms', 'p99<1s', 'errors@each<2%'],
      }),
    },
  ],
  checks: [
    sloHolds(),
    loadWasOffered(),
    everyReplicaObserved({ atLeast: 200 }),
    everyOperationSucceeded(),
    rigHeldUp(),
  ],
  sabotage: [
    {
      name: 'slow-replica',
      stage: 'healthy',
      caughtBy: 'slo-holds',
      cause: /b-2 alone is beyond the limit/u,
    },
    {
      name: 'failing-replica',
      stage: 'healthy',
      caughtBy: 'slo-holds',
      cause: /b-2 alone is beyond the limit/u,
    },
  ],
});
