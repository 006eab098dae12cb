import {
  answersKeepTheContract,
  defineScenario,
  everyOperationSucceeded,
  everyReplicaObserved,
  idleConnectionsAreSafe,
  requestsAfterIdle,
  rigHeldUp,
} from '#harness';

export default defineScenario({
  name: 'idle-connections-are-safe',
  question: 'After a silence, does any request meet a connection that a replica is just closing?',
  needs: [],
  stages: [{ name: 'healthy', workload: requestsAfterIdle({ connections: 120, patienceMs: 6300 }) }],
  checks: [
    idleConnectionsAreSafe(),
    answersKeepTheContract(),
    everyReplicaObserved({ atLeast: 20 }),
    everyOperationSucceeded(),
    rigHeldUp(),
  ],
  sabotage: [
    {
      name: 'keep-alive-race',
      stage: 'healthy',
      caughtBy: 'idle-connections-are-safe',
      cause: /replicas close idle connections after (5|6)[.\d]* s, and the proxy keeps them for 60 s/u,
    },
  ],
});
