import {
  admittedWithinLimit,
  answersKeepTheContract,
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
      workload: burstsOverTheLimit({ users: 3, callers: 4 }),
    },
  ],
  checks: [
    admittedWithinLimit(),
    noWrongfulDenial(),
    remainingCountsDown(),
    denialsSayWhen(),
    answersKeepTheContract(),
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
  ],
});
