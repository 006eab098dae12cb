import {
  answersKeepTheContract,
  defineScenario,
  everyOperationSucceeded,
  faultsTookHold,
  liveTokenNeverRefused,
  rigHeldUp,
  steadyUse,
  tokenVersionLinearizable,
} from '#harness';

export default defineScenario({
  name: 'safe-under-random-faults',
  question: 'Whatever faults the seed draws: is no kicked token ever accepted, and no live one lost?',
  isOnRequest: true,
  needs: ['configure', 'inject'],
  stages: [
    { name: 'healthy', links: ['redis', 'proxy'], nemesis: 'random', workload: steadyUse({ kicked: true }) },
  ],
  checks: [
    tokenVersionLinearizable(),
    liveTokenNeverRefused(),
    faultsTookHold(),
    answersKeepTheContract(),
    everyOperationSucceeded(),
    rigHeldUp(),
  ],
  sabotage: [
    {
      name: 'token-version-unchecked',
      stage: 'healthy',
      caughtBy: 'token-version-linearizable',
      cause: /never checks the token version/u,
    },
  ],
});
