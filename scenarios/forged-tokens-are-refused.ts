import {
  answersKeepTheContract,
  defineScenario,
  everyOperationSucceeded,
  everyReplicaObserved,
  forgedTokens,
  forgedTokensAreRefused,
  rigHeldUp,
} from '#harness';

export default defineScenario({
  name: 'forged-tokens-are-refused',
  question: 'Does every replica refuse a token with any one thing wrong, and say so with 401?',
  needs: [],
  stages: [{ name: 'healthy', workload: forgedTokens() }],
  checks: [
    forgedTokensAreRefused(),
    answersKeepTheContract(),
    everyReplicaObserved({ atLeast: 20 }),
    everyOperationSucceeded(),
    rigHeldUp(),
  ],
  sabotage: [
    {
      name: 'forged-token-accepted',
      stage: 'healthy',
      caughtBy: 'forged-tokens-are-refused',
      cause: /alg: none is accepted|issuer|audience|refresh token is taken for an access token/u,
    },
  ],
});
