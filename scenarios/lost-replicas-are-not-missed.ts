import {
  answersKeepTheContract,
  defineScenario,
  everyOperationSucceeded,
  everyReplicaObserved,
  faultsTookHold,
  liveTokenNeverRefused,
  proxyGoesAroundLosses,
  redisOutageFailsClosed,
  rigHeldUp,
  steadyUse,
} from '#harness';

export default defineScenario({
  name: 'lost-replicas-are-not-missed',
  question:
    'When replicas are killed, frozen, slow or cut off from Redis, do the others go on, and does each come back?',
  needs: ['configure', 'inject'],
  stages: [
    {
      name: 'healthy',
      links: ['redis'],
      nemesis: [
        { fault: { kind: 'pause', target: { replicas: 'one' } }, afterMs: 300, forMs: 700 },
        {
          fault: { kind: 'partition', target: { replicas: 'one' }, side: 'redis' },
          afterMs: 300,
          forMs: 1100,
        },
        {
          fault: {
            kind: 'slow-link',
            target: { replicas: 'one' },
            side: 'redis',
            condition: { latencyMs: 40 },
          },
          afterMs: 300,
          forMs: 400,
        },
        // Longer: a container that has ended refuses nothing, so that callers of the proxy wait before they go on.
        { fault: { kind: 'kill', target: { replicas: 'one' } }, afterMs: 200, forMs: 2000 },
        { fault: { kind: 'kill', target: { replicas: 'all' } }, afterMs: 300, forMs: 200 },
      ],
      workload: steadyUse(),
    },
  ],
  checks: [
    proxyGoesAroundLosses(),
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
      name: 'proxy-forgets-replicas',
      stage: 'healthy',
      caughtBy: 'proxy-goes-around-losses',
      cause: /holds replicas for dead for fail_timeout/u,
    },
    {
      name: 'redis-away-fails-open',
      stage: 'healthy',
      caughtBy: 'redis-outage-fails-closed',
      cause: /errors of Redis are taken for permission/u,
    },
  ],
});
