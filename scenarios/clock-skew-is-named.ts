import {
  acceptedOnEveryReplica,
  answersKeepTheContract,
  clocksAgree,
  defineScenario,
  everyOperationSucceeded,
  everyReplicaObserved,
  mintAndCheckEverywhere,
  oddClockIsNamed,
  rigHeldUp,
} from '#harness';

export default defineScenario({
  name: 'clock-skew-is-named',
  question: "When one replica's clock is 10 min off, is that replica named, and by how much it is off?",
  needs: ['configure', 'clock'],
  stages: [
    {
      name: 'odd',
      settings: { ACCESS_TTL_S: 60 },
      clocks: true,
      oddClockS: -600,
      workload: mintAndCheckEverywhere({ samples: 10 }),
    },
    {
      name: 'equal',
      settings: { ACCESS_TTL_S: 60 },
      clocks: true,
      workload: mintAndCheckEverywhere({ samples: 10 }),
    },
  ],
  checks: [
    oddClockIsNamed({ stage: 'odd' }),
    acceptedOnEveryReplica({ stage: 'equal' }),
    clocksAgree({ stage: 'equal' }),
    answersKeepTheContract(),
    everyReplicaObserved({ atLeast: 30 }),
    everyOperationSucceeded(),
    rigHeldUp(),
  ],
  sabotage: [
    {
      name: 'clock-off',
      stage: 'equal',
      caughtBy: 'accepted-on-every-replica',
      cause:
        /b-2's clock is about (?:599|600|601) s ahead of the others', so that the others' tokens look expired/u,
    },
    {
      name: 'clock-behind',
      stage: 'equal',
      caughtBy: 'accepted-on-every-replica',
      cause: /b-2's clock is about (?:599|600|601) s behind the others', so that its tokens look expired/u,
    },
  ],
});
