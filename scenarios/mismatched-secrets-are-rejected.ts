import {
  acceptedOnEveryReplica,
  answersKeepTheContract,
  defineScenario,
  evenCallsThroughBalancer,
  everyOperationSucceeded,
  everyReplicaObserved,
  inTurn,
  mintAndCheckEverywhere,
  oddReplicaIsNamed,
  refusalRatioFits,
  rigHeldUp,
} from '#harness';

export default defineScenario({
  name: 'mismatched-secrets-are-rejected',
  question: 'When one replica has another JWT secret, are foreign tokens refused, and is that replica named?',
  needs: ['configure'],
  stages: [
    {
      name: 'odd',
      oddSecret: true,
      workload: inTurn(
        mintAndCheckEverywhere({ samples: 10 }),
        evenCallsThroughBalancer({ loginsPerReplica: 3, callsPerReplica: 10 }),
      ),
    },
    { name: 'equal', workload: mintAndCheckEverywhere({ samples: 15 }) },
  ],
  checks: [
    oddReplicaIsNamed({ stage: 'odd' }),
    refusalRatioFits({ stage: 'odd' }),
    acceptedOnEveryReplica({ stage: 'equal' }),
    answersKeepTheContract(),
    everyReplicaObserved({ atLeast: 30 }),
    everyOperationSucceeded(),
    rigHeldUp(),
  ],
  sabotage: [
    {
      name: 'odd-jwt-secret',
      stage: 'equal',
      caughtBy: 'accepted-on-every-replica',
      cause: /b-2 signs and verifies with another JWT_SECRET/u,
    },
  ],
});
