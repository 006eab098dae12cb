import {
  defineScenario,
  everyOperationSucceeded,
  everyReplicaObserved,
  loadWasOffered,
  offerLoad,
  recoversFromBurst,
  rigHeldUp,
  sloHolds,
  spike,
} from '#harness';

export default defineScenario({
  name: 'spike-recovers',
  question: 'Once a burst is over, is every replica as it was before?',
  needs: [],
  stages: [
    {
      name: 'healthy',
      workload: offerLoad({ profile: spike(30, 300), durationMs: 21_000, slos: ['errors<5%'] }),
    },
  ],
  checks: [
    recoversFromBurst({ withinMs: 3000 }),
    sloHolds(),
    loadWasOffered(),
    everyReplicaObserved({ atLeast: 200 }),
    everyOperationSucceeded(),
    rigHeldUp(),
  ],
  sabotage: [
    {
      name: 'overload-lingers',
      stage: 'healthy',
      caughtBy: 'recovers-from-burst',
      cause: /its effect on b-2 is not/u,
    },
  ],
});
