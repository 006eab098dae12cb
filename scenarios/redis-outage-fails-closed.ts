import {
  answersKeepTheContract,
  defineScenario,
  everyOperationSucceeded,
  everyReplicaObserved,
  faultsTookHold,
  liveTokenNeverRefused,
  redisOutageFailsClosed,
  rigHeldUp,
  steadyUse,
} from '#harness';

export default defineScenario({
  name: 'redis-outage-fails-closed',
  question:
    'While Redis is silent or gone, is nobody let in, nobody left to hang, and is all well soon after?',
  needs: ['configure', 'inject'],
  stages: [
    {
      name: 'healthy',
      nemesis: [
        { fault: { kind: 'pause', target: { part: 'redis' } }, afterMs: 400, forMs: 1900 },
        { fault: { kind: 'kill', target: { part: 'redis' } }, afterMs: 700, forMs: 700 },
      ],
      workload: steadyUse({ sessionsMayDie: true }),
    },
  ],
  checks: [
    redisOutageFailsClosed(),
    liveTokenNeverRefused(),
    faultsTookHold(),
    answersKeepTheContract(),
    everyReplicaObserved({ atLeast: 30 }),
    everyOperationSucceeded(),
    rigHeldUp(),
  ],
  sabotage: [
    {
      name: 'redis-away-fails-open',
      stage: 'healthy',
      caughtBy: 'redis-outage-fails-closed',
      cause: /errors of Redis are taken for permission/u,
    },
    {
      name: 'redis-away-hangs',
      stage: 'healthy',
      caughtBy: 'redis-outage-fails-closed',
      cause: /calls to Redis have no time limit/u,
    },
    {
      name: 'rate-limit-fails-open',
      stage: 'healthy',
      caughtBy: 'redis-outage-fails-closed',
      cause: /the rate limiter fails open/u,
    },
  ],
});
