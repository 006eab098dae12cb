import {
  answersKeepTheContract,
  atOnce,
  defineScenario,
  everyOperationSucceeded,
  everyReplicaObserved,
  logoutEndsTheSession,
  logoutWhileProbing,
  otherSessionsSurviveLogout,
  rigHeldUp,
  streamDelivery,
  streamEndsWithItsSession,
  streamLimitIsGlobal,
  streamLivesWithItsSession,
  streamsOverTheLimit,
  streamsUntilTheyExpire,
} from '#harness';

export default defineScenario({
  name: 'logout-ends-the-session-everywhere',
  question: 'When a session logs out, is all of it dead on every replica, and nothing of any other?',
  needs: ['configure'],
  stages: [
    { name: 'logout', workload: atOnce(logoutWhileProbing({ users: 3 }), streamsOverTheLimit()) },
    {
      name: 'expiry',
      settings: { ACCESS_TTL_S: 4, HEARTBEAT_S: 1 },
      workload: streamsUntilTheyExpire(),
    },
  ],
  checks: [
    logoutEndsTheSession(),
    otherSessionsSurviveLogout(),
    streamEndsWithItsSession({ by: ['logout', 'expiry'] }),
    streamLivesWithItsSession(),
    streamLimitIsGlobal(),
    streamDelivery(),
    answersKeepTheContract(),
    everyReplicaObserved({ atLeast: 30 }),
    everyOperationSucceeded(),
    rigHeldUp(),
  ],
  sabotage: [
    {
      name: 'stream-survives-kick',
      stage: 'logout',
      caughtBy: 'stream-ends-with-its-session',
      cause: /the token is checked when the stream opens and never again/u,
    },
    {
      name: 'stream-survives-kick',
      stage: 'expiry',
      caughtBy: 'stream-ends-with-its-session',
      cause: /the end of a token is checked when the stream opens and never again/u,
    },
  ],
});
