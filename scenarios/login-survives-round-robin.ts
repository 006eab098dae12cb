import {
  acceptedOnEveryReplica,
  answersKeepTheContract,
  balancerReachesEveryReplica,
  atOnce,
  defineScenario,
  everyOperationSucceeded,
  everyReplicaObserved,
  expiresInMatchesTheToken,
  liveTokenNeverRefused,
  mintAndCheckEverywhere,
  oneLoginManyCalls,
  refreshAround,
  refreshWindowSlides,
  refreshWorksOnAnotherReplica,
  rigHeldUp,
} from '#harness';

export default defineScenario({
  name: 'login-survives-round-robin',
  question:
    'Does a login made at one replica hold at every other, through the balancer and through refreshes?',
  needs: [],
  stages: [
    {
      name: 'equal',
      settings: { REFRESH_TTL_S: 4 },
      workload: atOnce(
        mintAndCheckEverywhere({ samples: 5 }),
        oneLoginManyCalls({ calls: 40 }),
        refreshAround({ share: 0.375, lives: 1.5 }),
      ),
    },
  ],
  checks: [
    acceptedOnEveryReplica(),
    liveTokenNeverRefused(),
    refreshWorksOnAnotherReplica(),
    refreshWindowSlides(),
    expiresInMatchesTheToken(),
    answersKeepTheContract(),
    balancerReachesEveryReplica({ atLeast: 20 }),
    everyReplicaObserved({ atLeast: 30 }),
    everyOperationSucceeded(),
    rigHeldUp(),
  ],
  sabotage: [
    {
      name: 'odd-jwt-secret',
      stage: 'equal',
      caughtBy: 'accepted-on-every-replica',
      cause: /b-2 signs and verifies with another JWT_SECRET/u,
    },
    {
      name: 'secret-per-replica',
      stage: 'equal',
      caughtBy: 'accepted-on-every-replica',
      cause: /every replica signs with a key of its own/u,
    },
    {
      name: 'refresh-window-fixed',
      stage: 'equal',
      caughtBy: 'refresh-window-slides',
      cause: /the refresh window is counted from the login and does not slide/u,
    },
    {
      name: 'expires-in-wrong',
      stage: 'equal',
      caughtBy: 'expires-in-matches-the-token',
      cause: /expiresIn is 60 s more than the token has/u,
    },
    { name: 'sticky-balancer', stage: 'equal', caughtBy: 'balancer-reaches-every-replica', cause: null },
    { name: 'unreached-replica', stage: 'equal', caughtBy: 'balancer-reaches-every-replica', cause: null },
  ],
});
