import type { Setting } from '../assemble.ts';
import { StartError } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { appBuffersStream } from './app-buffers-stream.ts';
import { eventIdBeforeVisible } from './event-id-before-visible.ts';
import { eventIdPerProcess } from './event-id-per-process.ts';
import { expiresInWrong } from './expires-in-wrong.ts';
import { failingReplica } from './failing-replica.ts';
import { forgedTokenAccepted } from './forged-token-accepted.ts';
import { keepAliveRace } from './keep-alive-race.ts';
import { kickAnswersFirst } from './kick-answers-first.ts';
import { kickLeavesRefresh } from './kick-leaves-refresh.ts';
import { kickOneSession } from './kick-one-session.ts';
import { kickWrongScope } from './kick-wrong-scope.ts';
import { lockoutNotAtomic } from './lockout-not-atomic.ts';
import { noHeartbeat } from './no-heartbeat.ts';
import { overloadLingers } from './overload-lingers.ts';
import { rateLimitCheckThenIncrement } from './rate-limit-check-then-increment.ts';
import { rateLimitFailsOpen } from './rate-limit-fails-open.ts';
import { rateLimitInMemory } from './rate-limit-in-memory.ts';
import { rateLimitSharedBucket } from './rate-limit-shared-bucket.ts';
import { rateLimitSpoofableKey } from './rate-limit-spoofable-key.ts';
import { reconnectGoesDeaf } from './reconnect-goes-deaf.ts';
import { redisAwayFailsOpen } from './redis-away-fails-open.ts';
import { redisAwayHangs } from './redis-away-hangs.ts';
import { refreshGetThenSet } from './refresh-get-then-set.ts';
import { refreshRacesKick } from './refresh-races-kick.ts';
import { refreshWindowFixed } from './refresh-window-fixed.ts';
import { restartDropsWork } from './restart-drops-work.ts';
import { resumeFromStart } from './resume-from-start.ts';
import { resumeIgnored } from './resume-ignored.ts';
import { sessionInMemory } from './session-in-memory.ts';
import { sessionLostUpdate } from './session-lost-update.ts';
import { slowReplica } from './slow-replica.ts';
import { streamAuthLax } from './stream-auth-lax.ts';
import { streamLocalOnly } from './stream-local-only.ts';
import { streamSurvivesKick } from './stream-survives-kick.ts';
import { tokenInLog } from './token-in-log.ts';
import { tokenVersionCached } from './token-version-cached.ts';
import { tokenVersionExpiresEarly } from './token-version-expires-early.ts';
import { tokenVersionUnchecked } from './token-version-unchecked.ts';

/** Takes the healthy parts and gives them back with one of them replaced. */
type Sabotage = (parts: Parts, setting: Setting) => Parts;

const VARIANTS: Readonly<Record<string, Sabotage>> = {
  'app-buffers-stream': appBuffersStream,
  'event-id-before-visible': eventIdBeforeVisible,
  'event-id-per-process': eventIdPerProcess,
  'expires-in-wrong': expiresInWrong,
  'failing-replica': failingReplica,
  'forged-token-accepted': forgedTokenAccepted,
  'keep-alive-race': keepAliveRace,
  'kick-answers-first': kickAnswersFirst,
  'kick-leaves-refresh': kickLeavesRefresh,
  'kick-one-session': kickOneSession,
  'kick-wrong-scope': kickWrongScope,
  'lockout-not-atomic': lockoutNotAtomic,
  'no-heartbeat': noHeartbeat,
  'overload-lingers': overloadLingers,
  'rate-limit-check-then-increment': rateLimitCheckThenIncrement,
  'rate-limit-fails-open': rateLimitFailsOpen,
  'rate-limit-in-memory': rateLimitInMemory,
  'rate-limit-shared-bucket': rateLimitSharedBucket,
  'rate-limit-spoofable-key': rateLimitSpoofableKey,
  'reconnect-goes-deaf': reconnectGoesDeaf,
  'redis-away-fails-open': redisAwayFailsOpen,
  'redis-away-hangs': redisAwayHangs,
  'refresh-get-then-set': refreshGetThenSet,
  'refresh-races-kick': refreshRacesKick,
  'refresh-window-fixed': refreshWindowFixed,
  'restart-drops-work': restartDropsWork,
  'resume-from-start': resumeFromStart,
  'resume-ignored': resumeIgnored,
  'session-in-memory': sessionInMemory,
  'session-lost-update': sessionLostUpdate,
  'slow-replica': slowReplica,
  'stream-auth-lax': streamAuthLax,
  'stream-local-only': streamLocalOnly,
  'stream-survives-kick': streamSurvivesKick,
  'token-in-log': tokenInLog,
  'token-version-cached': tokenVersionCached,
  'token-version-expires-early': tokenVersionExpiresEarly,
  'token-version-unchecked': tokenVersionUnchecked,
};

/** The parts with the named sabotage planted; without a name, the healthy parts themselves. */
export function plantSabotage(name: string | undefined, parts: Parts, setting: Setting): Parts {
  if (name === undefined) return parts;
  const sabotage = Object.hasOwn(VARIANTS, name) ? VARIANTS[name] : undefined;
  if (sabotage === undefined) {
    const known = Object.keys(VARIANTS).join(', ');
    throw new StartError(`LOCKSTEP_SABOTAGE: there is no variant "${name}"; there are ${known}.`);
  }
  return sabotage(parts, setting);
}
