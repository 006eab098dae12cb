import {
  answersKeepTheContract,
  claimedAddresses,
  defineScenario,
  everyOperationSucceeded,
  everyReplicaObserved,
  limitIsKeyedByUser,
  rigHeldUp,
} from '#harness';

export default defineScenario({
  name: 'rate-limit-follows-the-user',
  question: 'Is a quota a user’s own: not dodged by claiming an address, not used up by a neighbour?',
  needs: [],
  stages: [
    { name: 'healthy', settings: { RATE_LIMIT: 10, RATE_WINDOW_S: 60 }, workload: claimedAddresses() },
  ],
  checks: [
    limitIsKeyedByUser(),
    answersKeepTheContract(),
    everyReplicaObserved({ atLeast: 20 }),
    everyOperationSucceeded(),
    rigHeldUp(),
  ],
  sabotage: [
    {
      name: 'rate-limit-spoofable-key',
      stage: 'healthy',
      caughtBy: 'limit-is-keyed-by-user',
      cause: /keyed by a header that any client may set \(.*X-Forwarded-For/u,
    },
    {
      name: 'rate-limit-shared-bucket',
      stage: 'healthy',
      caughtBy: 'limit-is-keyed-by-user',
      cause: /all users share one bucket \(keyed by the proxy's address/u,
    },
  ],
});
