/** The public API: what scenarios are written with, and what other programs call. */
export { acceptedOnEveryReplica } from './checkers/acceptance/accepted-check.ts';
export { clocksAgree, oddClockIsNamed } from './checkers/acceptance/clock-check.ts';
export { logoutEndsTheSession } from './checkers/revocation/logout-check.ts';
export { otherSessionsSurviveLogout } from './checkers/revocation/logout-scope-check.ts';
export { otherClientTypeLives } from './checkers/revocation/client-type-check.ts';
export { expiresInMatchesTheToken } from './checkers/auth/expires-in-check.ts';
export { forgedTokensAreRefused } from './checkers/auth/forged-token-check.ts';
export { liveTokenNeverRefused } from './checkers/acceptance/live-token-check.ts';
export { oddReplicaIsNamed } from './checkers/acceptance/odd-replica-check.ts';
export { refreshTokensDieWithTheKick } from './checkers/refresh/refresh-kick-check.ts';
export { refreshWorksOnAnotherReplica } from './checkers/refresh/refresh-replica-check.ts';
export { refreshWindowSlides } from './checkers/refresh/refresh-window-check.ts';
export { refusalRatioFits } from './checkers/acceptance/refusal-ratio-check.ts';
export { revokedEverywhereWhenKickReturns } from './checkers/revocation/revocation-check.ts';
export { kickOutlivesTheToken } from './checkers/revocation/version-expiry-check.ts';
export { tokenVersionLinearizable } from './checkers/token-version/token-version-check.ts';
export { admittedWithinLimit } from './checkers/rate-limit/admitted-within-limit.ts';
export { denialsSayWhen } from './checkers/rate-limit/denials-say-when.ts';
export { loadWasOffered } from './checkers/load/load-was-offered.ts';
export { sloHolds } from './checkers/load/slo-holds.ts';
export { recoversFromBurst } from './checkers/load/recovers-from-burst.ts';
export { constant, spike } from './load/arrivals/profile.ts';
export { offerLoad } from './scenario/load/offer-load.ts';
export { limitIsKeyedByUser } from './checkers/rate-limit/limit-is-keyed-by-user.ts';
export { noWrongfulDenial } from './checkers/rate-limit/no-wrongful-denial.ts';
export { remainingCountsDown } from './checkers/rate-limit/remaining-counts-down.ts';
export { lockoutIsExact } from './checkers/lockout/lockout-is-exact.ts';
export { sessionLifeSlides } from './checkers/sessions/session-life-slides.ts';
export { sessionsBelongToTheirUser } from './checkers/sessions/sessions-belong-to-their-user.ts';
export { sessionsLinearizable } from './checkers/sessions/sessions-linearizable.ts';
export { streamDelivery } from './checkers/stream/stream-delivery.ts';
export {
  streamEndsWithItsSession,
  streamEndsWithTheKick,
} from './checkers/stream/stream-ends-with-the-kick.ts';
export { streamLimitIsGlobal } from './checkers/stream/stream-limit-is-global.ts';
export { streamLivesWithItsSession } from './checkers/stream/stream-lives-with-its-session.ts';
export { streamNeedsAValidToken } from './checkers/stream/stream-needs-a-valid-token.ts';
export { streamOutlivesReadTimeout } from './checkers/stream/stream-outlives-read-timeout.ts';
export { streamTimely } from './checkers/stream/stream-timely.ts';
export { faultsTookHold } from './checkers/faults/took-hold.ts';
export { loginsSurviveRestarts } from './checkers/outages/restarts.ts';
export { revocationsSurviveFailover } from './checkers/outages/failover.ts';
export { proxyGoesAroundLosses } from './checkers/outages/around-losses.ts';
export { redisOutageFailsClosed } from './checkers/outages/redis-outage.ts';
export { answersKeepTheContract } from './checkers/general/conformance.ts';
export { rigHeldUp } from './checkers/general/rig.ts';
export { idleConnectionsAreSafe } from './checkers/general/idle-connections.ts';
export { noMaskedRetry } from './checkers/general/masked-retries.ts';
export { replicasPerformAlike } from './checkers/general/performance.ts';
export { balancerReachesEveryReplica } from './checkers/general/balancing.ts';
export { everyReplicaObserved } from './checkers/general/coverage.ts';
export { noSecretInLogs } from './checkers/general/log-leaks.ts';
export { everyOperationSucceeded } from './checkers/general/vacuity.ts';
export type { Check, History } from './checkers/check.ts';
export type { Evidence, Judgement, Status, Verdict, Violation } from './checkers/verdict.ts';
export type { AnyOperation, Operation } from './history/operation.ts';
export type { Limits, Model } from './checkers/model.ts';
export type { ModelOptions } from './checkers/models/model-options.ts';
export { modelNamed, MODELS, type ModelName } from './checkers/models/models.ts';
export { kickedSessionsStayDead } from './checkers/refresh/refresh-race-check.ts';
export { reuseEndsTheSession } from './checkers/refresh/refresh-reuse-check.ts';
export { refreshRefusalsSayWhy } from './checkers/refresh/refusal-code-check.ts';
export { refreshTokensWorkOnce } from './checkers/refresh/refresh-once-check.ts';
export { check } from './checkers/models/recorded.ts';
export { HistoryDefect } from './history/pair.ts';
export { judgeHistory } from './run/judge.ts';
export { readHistory } from './run/history-file.ts';
export { readRun } from './report/read-run.ts';
export type { RunRecord, SavedRun, ScenarioMetrics, ScenarioVerdict } from './scenario/record.ts';
export { atOnce, defineScenario, inTurn, type Scenario, type Workload } from './scenario/scenario.ts';
export { forgedTokens } from './scenario/workloads/forgeries.ts';
export { requestsAfterIdle } from './scenario/workloads/idle.ts';
export { kickWhileProbing } from './scenario/workloads/kicks.ts';
export { burstsOverTheLimit } from './scenario/workloads/limit.ts';
export { everySecretIsSent } from './scenario/workloads/secrets.ts';
export { claimedAddresses } from './scenario/workloads/limit-keys.ts';
export { steadyUse } from './scenario/workloads/steady.ts';
export { refreshAround } from './scenario/workloads/refresh.ts';
export { logoutWhileProbing, streamsUntilTheyExpire } from './scenario/workloads/logout.ts';
export { streamsOverTheLimit } from './scenario/workloads/stream-limit.ts';
export { guessedPasswords } from './scenario/workloads/lockout.ts';
export { foreignSessions, sessionsLeftAlone, sharedSessions } from './scenario/workloads/sessions.ts';
export { roundsOfCalls } from './scenario/workloads/rounds.ts';
export { kickAndWaitForExpiry } from './scenario/workloads/outlived.ts';
export { refreshStormUnderKicks } from './scenario/workloads/refresh-storm.ts';
export { racedRefreshes, reusedRefreshTokens, unheardRefreshes } from './scenario/workloads/rotation.ts';
export {
  concurrentMessagesWithResumes,
  idleStreams,
  overlappingReconnects,
  pacedMessages,
  streamsWithoutValidToken,
} from './scenario/workloads/streams.ts';
export {
  evenCallsThroughBalancer,
  mintAndCheckEverywhere,
  oneLoginManyCalls,
} from './scenario/workloads/tokens.ts';
