import {
  answersKeepTheContract,
  atOnce,
  defineScenario,
  everyOperationSucceeded,
  everyReplicaObserved,
  racedRefreshes,
  refreshRefusalsSayWhy,
  refreshTokensWorkOnce,
  reusedRefreshTokens,
  reuseEndsTheSession,
  rigHeldUp,
  unheardRefreshes,
} from '#harness';

export default defineScenario({
  name: 'refresh-rotates-once',
  question:
    'Does a refresh token work once, however many use it at once, and does its reuse end the session everywhere?',
  needs: [],
  stages: [
    {
      name: 'healthy',
      workload: atOnce(
        racedRefreshes({ widths: [2, 3, 4, 6, 8, 12, 16], rounds: 2 }),
        reusedRefreshTokens(),
        unheardRefreshes(),
      ),
    },
  ],
  checks: [
    refreshTokensWorkOnce({ minimumRaces: 5 }),
    reuseEndsTheSession(),
    refreshRefusalsSayWhy(),
    answersKeepTheContract(),
    everyReplicaObserved({ atLeast: 30 }),
    everyOperationSucceeded(),
    rigHeldUp(),
  ],
  sabotage: [
    {
      name: 'refresh-get-then-set',
      stage: 'healthy',
      caughtBy: 'refresh-token-single-use',
      cause: /the rotation is not atomic: GET, then SET/u,
    },
  ],
});
