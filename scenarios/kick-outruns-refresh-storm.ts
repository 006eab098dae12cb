import {
  answersKeepTheContract,
  defineScenario,
  everyOperationSucceeded,
  everyReplicaObserved,
  kickedSessionsStayDead,
  refreshStormUnderKicks,
  refreshTokensDieWithTheKick,
  rigHeldUp,
  tokenVersionLinearizable,
} from '#harness';

export default defineScenario({
  name: 'kick-outruns-refresh-storm',
  question:
    'When a user is kicked while all their sessions refresh without a pause, is every one of them dead?',
  needs: [],
  stages: [{ name: 'healthy', workload: refreshStormUnderKicks({ users: 2, sessions: 4, kicksPerUser: 6 }) }],
  checks: [
    kickedSessionsStayDead(),
    refreshTokensDieWithTheKick(),
    tokenVersionLinearizable(),
    answersKeepTheContract(),
    everyReplicaObserved({ atLeast: 30 }),
    everyOperationSucceeded(),
    rigHeldUp(),
  ],
  sabotage: [
    {
      name: 'refresh-races-kick',
      stage: 'healthy',
      caughtBy: 'kicked-sessions-stay-dead',
      cause: /a refresh in flight during the kick reads the new token version/u,
    },
    {
      name: 'kick-leaves-refresh',
      stage: 'healthy',
      caughtBy: 'refresh-tokens-die-with-the-kick',
      cause: /the kick leaves the refresh tokens alive/u,
    },
  ],
});
