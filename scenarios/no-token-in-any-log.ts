import {
  answersKeepTheContract,
  defineScenario,
  everyOperationSucceeded,
  everyReplicaObserved,
  everySecretIsSent,
  noSecretInLogs,
  rigHeldUp,
} from '#harness';

export default defineScenario({
  name: 'no-token-in-any-log',
  question: 'Is any token, password or session key in the log of a replica or of the proxy?',
  needs: ['configure'],
  stages: [{ name: 'healthy', workload: everySecretIsSent() }],
  checks: [
    noSecretInLogs(),
    answersKeepTheContract(),
    everyReplicaObserved({ atLeast: 20 }),
    everyOperationSucceeded(),
    rigHeldUp(),
  ],
  sabotage: [
    {
      name: 'token-in-proxy-log',
      stage: 'healthy',
      caughtBy: 'no-secret-in-logs',
      cause: /logs the whole URL/u,
    },
    {
      name: 'token-in-log',
      stage: 'healthy',
      caughtBy: 'no-secret-in-logs',
      cause: /logs the whole URL/u,
    },
  ],
});
