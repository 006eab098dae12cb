import {
  answersKeepTheContract,
  atOnce,
  defineScenario,
  everyOperationSucceeded,
  everyReplicaObserved,
  foreignSessions,
  rigHeldUp,
  sessionLifeSlides,
  sessionsBelongToTheirUser,
  sessionsLeftAlone,
  sessionsLinearizable,
  sharedSessions,
} from '#harness';

export default defineScenario({
  name: 'sessions-are-shared',
  question:
    'Is a work session one and the same on every replica, with no write lost and none of another user?',
  needs: ['configure'],
  stages: [
    {
      name: 'shared',
      workload: atOnce(sharedSessions({ sessions: 5, writers: 2, rounds: 6 }), foreignSessions()),
    },
    {
      name: 'short-lived',
      settings: { SESSION_TTL_S: 2, LOCKOUT_S: 2 },
      workload: atOnce(
        sessionsLeftAlone({ share: 0.5, lives: 1.5 }),
        sharedSessions({ sessions: 2, writers: 1, rounds: 6 }),
      ),
    },
  ],
  checks: [
    sessionsLinearizable(),
    sessionsBelongToTheirUser(),
    sessionLifeSlides(),
    answersKeepTheContract(),
    everyReplicaObserved({ atLeast: 30 }),
    everyOperationSucceeded(),
    rigHeldUp(),
  ],
  sabotage: [
    {
      name: 'session-in-memory',
      stage: 'shared',
      caughtBy: 'sessions-linearizable',
      cause: /work sessions are kept in process memory/u,
    },
    {
      name: 'session-lost-update',
      stage: 'shared',
      caughtBy: 'sessions-linearizable',
      cause: /not one step/u,
    },
  ],
});
