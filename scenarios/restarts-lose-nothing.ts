import {
  answersKeepTheContract,
  defineScenario,
  everyOperationSucceeded,
  everyReplicaObserved,
  faultsTookHold,
  liveTokenNeverRefused,
  loginsSurviveRestarts,
  rigHeldUp,
  steadyUse,
  streamDelivery,
} from '#harness';

export default defineScenario({
  name: 'restarts-lose-nothing',
  question:
    'When the proxy is reloaded and each replica is restarted in turn, under load and with streams, is nothing lost?',
  needs: ['configure', 'inject'],
  stages: [
    {
      name: 'healthy',
      nemesis: [
        { fault: { kind: 'reload-proxy' }, afterMs: 300, forMs: 100 },
        {
          fault: { kind: 'rolling-restart', target: { replicas: 'all' }, graceMs: 5000 },
          afterMs: 200,
          forMs: 50,
        },
      ],
      workload: steadyUse({ streams: true, inFlight: true }),
    },
  ],
  checks: [
    loginsSurviveRestarts(),
    liveTokenNeverRefused(),
    streamDelivery(),
    faultsTookHold(),
    answersKeepTheContract(),
    everyReplicaObserved({ atLeast: 30 }),
    everyOperationSucceeded(),
    rigHeldUp(),
  ],
  sabotage: [
    {
      name: 'restart-drops-work',
      stage: 'healthy',
      caughtBy: 'logins-survive-restarts',
      cause: /SIGTERM ends the process at once/u,
    },
  ],
});
