import {
  answersKeepTheContract,
  defineScenario,
  everyOperationSucceeded,
  everyReplicaObserved,
  guessedPasswords,
  lockoutIsExact,
  rigHeldUp,
} from '#harness';

export default defineScenario({
  name: 'lockout-is-exact',
  question: 'Are five wrong passwords evaluated and no more, however many replicas are asked at once?',
  needs: ['configure'],
  stages: [
    {
      name: 'healthy',
      settings: { SESSION_TTL_S: 2, LOCKOUT_S: 2 },
      workload: guessedPasswords({ atOnce: [5, 6, 9, 12, 15, 24, 24] }),
    },
  ],
  checks: [
    lockoutIsExact(),
    answersKeepTheContract(),
    everyReplicaObserved({ atLeast: 30 }),
    everyOperationSucceeded(),
    rigHeldUp(),
  ],
  sabotage: [
    {
      name: 'lockout-not-atomic',
      stage: 'healthy',
      caughtBy: 'lockout-is-exact',
      cause: /the counter is not atomic/u,
    },
  ],
});
