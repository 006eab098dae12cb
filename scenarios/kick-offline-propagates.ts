import {
  answersKeepTheContract,
  defineScenario,
  everyOperationSucceeded,
  everyReplicaObserved,
  kickWhileProbing,
  otherClientTypeLives,
  refreshTokensDieWithTheKick,
  revokedEverywhereWhenKickReturns,
  rigHeldUp,
  streamEndsWithTheKick,
  tokenVersionLinearizable,
} from '#harness';

export default defineScenario({
  name: 'kick-offline-propagates',
  question: 'When a user is kicked, is every token of that client type dead on every replica, and no other?',
  needs: [],
  stages: [{ name: 'healthy', workload: kickWhileProbing({ users: 4, kicksPerUser: 3 }) }],
  checks: [
    revokedEverywhereWhenKickReturns(),
    tokenVersionLinearizable(),
    refreshTokensDieWithTheKick(),
    otherClientTypeLives(),
    streamEndsWithTheKick(),
    answersKeepTheContract(),
    everyReplicaObserved({ atLeast: 30 }),
    everyOperationSucceeded(),
    rigHeldUp(),
  ],
  sabotage: [
    {
      name: 'token-version-cached',
      stage: 'healthy',
      caughtBy: 'revoked-everywhere-when-kick-returns',
      cause: /cache the token version for about 2 s/u,
    },
    {
      name: 'stream-survives-kick',
      stage: 'healthy',
      caughtBy: 'stream-ends-with-the-kick',
      cause: /checked when the stream opens and never again/u,
    },
  ],
});
