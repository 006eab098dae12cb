import {
  answersKeepTheContract,
  defineScenario,
  everyOperationSucceeded,
  everyReplicaObserved,
  kickAndWaitForExpiry,
  kickOutlivesTheToken,
  liveTokenNeverRefused,
  rigHeldUp,
} from '#harness';

export default defineScenario({
  name: 'kick-outlives-the-token',
  question: 'Does a kick hold until the last token that it ended has expired, and spare those from after it?',
  needs: ['configure'],
  stages: [
    {
      name: 'short-lives',
      settings: { ACCESS_TTL_S: 4, REFRESH_TTL_S: 2 },
      workload: kickAndWaitForExpiry({ users: 3 }),
    },
  ],
  checks: [
    kickOutlivesTheToken(),
    liveTokenNeverRefused(),
    answersKeepTheContract(),
    everyReplicaObserved({ atLeast: 30 }),
    everyOperationSucceeded(),
    rigHeldUp(),
  ],
  sabotage: [
    {
      name: 'token-version-expires-early',
      stage: 'short-lives',
      caughtBy: 'kick-outlives-the-token',
      cause: /the key of the token version expires about 2 s after the kick/u,
    },
  ],
});
