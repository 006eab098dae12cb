import {
  admittedWithinLimit,
  answersKeepTheContract,
  balancerReachesEveryReplica,
  burstsOverTheLimit,
  defineScenario,
  denialsSayWhen,
  everyOperationSucceeded,
  everyReplicaObserved,
  noWrongfulDenial,
  remainingCountsDown,
  rigHeldUp,
} from '#harness';

export default defineScenario({
  name: 'rate-limit-is-global',
  question: 'Is the rate limit one limit, however many replicas a user is spread over?',
  needs: [],
  stages: [
    {
      name: 'healthy',
      settings: { RATE_LIMIT: 30, RATE_WINDOW_S: 5 },
      workload: burstsOverTheLimit({ users: 3, callers: 8 }),
    },
  ],
  checks: [
    admittedWithinLimit(),
    noWrongfulDenial(),
    remainingCountsDown(),
    denialsSayWhen(),
    answersKeepTheContract(),
    balancerReachesEveryReplica({ atLeast: 20 }),
    everyReplicaObserved({ atLeast: 30 }),
    everyOperationSucceeded(),
    rigHeldUp(),
  ],
  sabotage: [
    {
      name: 'rate-limit-in-memory',
      stage: 'healthy',
      caughtBy: 'admitted-within-limit',
      cause: /each replica counts for itself/u,
    },
    {
      name: 'rate-limit-check-then-increment',
      stage: 'healthy',
      caughtBy: 'admitted-within-limit',
      cause: /check, then increment/u,
    },
    { name: 'sticky-balancer', stage: 'healthy', caughtBy: 'balancer-reaches-every-replica', cause: null },
    { name: 'unreached-replica', stage: 'healthy', caughtBy: 'balancer-reaches-every-replica', cause: null },
  ],
});
