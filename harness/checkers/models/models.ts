import { oddReplicaModel } from '../acceptance/odd-replica-model.ts';
import { sessionStateModel } from '../session-state/session-state-model.ts';
import { timeToRevocationModel } from '../revocation/time-to-revocation-model.ts';
import { tokenVersionModel } from '../token-version/token-version-model.ts';
import { availability } from '../outages/availability-model.ts';
import { failClosed } from '../outages/fail-closed-model.ts';
import { counter } from '../linearizability/objects/counter.ts';
import { kv } from '../linearizability/objects/kv.ts';
import { multiRegister } from '../linearizability/objects/multi-register.ts';
import { mutex } from '../linearizability/objects/mutex.ts';
import { casRegister } from '../linearizability/objects/register.ts';
import { searchedModel } from '../linearizability/searched-model.ts';
import type { Model } from '../model.ts';
import type { ModelOptions } from './model-options.ts';
import { growOnlyCounter } from '../plain/counter-model.ts';
import { growOnlySet } from '../plain/set-model.ts';
import { uniqueRegister } from '../plain/unique-register-model.ts';
import { rateLimitModel } from '../rate-limit/rate-limit-model.ts';
import { refreshFamily } from '../refresh/refresh-family-model.ts';
import { streamModel } from '../stream/stream-model.ts';

/** A model as users choose it. */
export interface ModelRow {
  /** What is judged, in a few words. */
  readonly summary: string;
  /** Each operation with its values, as Jepsen writes them where Jepsen has it. */
  readonly operations: string;
  /** The options it cannot do without. */
  readonly needs: readonly (keyof ModelOptions)[];
  readonly make: (options: ModelOptions) => Model;
}

const CHECKS =
  'fault name · heal name (both by a nemesis) · check {session?, live?, dependent?} → status or accepted, unauthorized, limited, unavailable';
const VERSIONS =
  'bump → new version or null · login → version · accept version · reject version · check version → true or false; a key is a user';

/** Every model that a recorded history can be judged by. */
export const MODELS = {
  'cas-register': {
    summary: 'a register with compare-and-set, at first null (linearizability, by search)',
    operations:
      'read → value · write value · cas [expected, new]; a cas that fails says that the value was another',
    needs: [],
    make: () => searchedModel(casRegister),
  },
  kv: {
    summary: 'texts by key, at first empty (linearizability, by search)',
    operations: 'get → text · put text · append text',
    needs: [],
    make: () => searchedModel(kv),
  },
  mutex: {
    summary: 'a lock (linearizability, by search)',
    operations: 'acquire · release; one that fails has no effect',
    needs: [],
    make: () => searchedModel(mutex),
  },
  'multi-register': {
    summary: 'transactions over several registers, at first null (linearizability, by search)',
    operations: 'txn [[r or w, register, value], …]',
    needs: [],
    make: () => searchedModel(multiRegister),
  },
  counter: {
    summary: 'a counter that also counts down, at first 0 (linearizability, by search)',
    operations: 'add amount · read → sum',
    needs: [],
    make: () => searchedModel(counter),
  },
  'unique-register': {
    summary: 'a register whose written values all differ, at first null (linearizability)',
    operations: 'write value · read → value',
    needs: [],
    make: uniqueRegister,
  },
  set: {
    summary: 'a set that grows (linearizability; lost, stale and duplicated elements)',
    operations: 'add element · read → [element, …]',
    needs: [],
    make: growOnlySet,
  },
  'grow-only-counter': {
    summary: 'a counter that grows, at first 0 (bounds; exact when all amounts are equal)',
    operations: 'add amount → amount, or the new sum · read → sum',
    needs: [],
    make: growOnlyCounter,
  },
  'token-version': {
    summary: 'the token version of each user, which kicks raise by one (linearizability)',
    operations: VERSIONS,
    needs: [],
    make: tokenVersionModel,
  },
  'time-to-revocation': {
    summary: 'how long a kick takes to reach every replica; within --delta (0 unless given)',
    operations: VERSIONS,
    needs: [],
    make: timeToRevocationModel,
  },
  'session-state': {
    summary: 'the state of each session with its version (linearizability)',
    operations:
      'put {state, ifVersion?} → {version}, or {conflict: true} · get → {state, version} or null; a key is a session',
    needs: [],
    make: sessionStateModel,
  },
  'refresh-family': {
    summary: 'refresh tokens that rotate: each works once (see --grace and --policy)',
    operations:
      'login → token · use token → new token, or null when refused · revoke token (null: all of the key)',
    needs: [],
    make: refreshFamily,
  },
  'odd-replica': {
    summary: 'tokens of one replica are accepted by every replica; names the odd one',
    operations: 'check {mintedBy} → true or false, with the replica that answered',
    needs: [],
    make: () => oddReplicaModel(),
  },
  'rate-limit': {
    summary: 'one limiter for each key: nothing admitted over the limit, nothing denied under it',
    operations: 'request → true or false, or 200 or 429; a key is a bucket',
    needs: ['kind', 'limit', 'windowMs'],
    make: ({ kind = 'fixed-window', limit = 0, windowMs = 0, ...rest }) =>
      rateLimitModel({ kind, limit, windowMs, ...rest }),
  },
  stream: {
    summary: 'event streams of one log: ordered, unique, gapless, resumable; a key is a log',
    operations:
      'publish payload → id · open {connection, lastEventId?, replica?} · event {connection, id?, payload} · close {connection}; event and close have no invocation',
    needs: [],
    make: streamModel,
  },
  'fail-closed': {
    summary: 'nobody is let in while a part is away, and everybody again when it is back',
    operations: CHECKS,
    needs: [],
    make: ({ deltaMs, ...rest }) =>
      failClosed({ ...rest, ...(deltaMs === undefined ? {} : { cacheTtlMs: deltaMs }) }),
  },
  availability: {
    summary: 'requests are answered (see --min-availability and --max-gap)',
    operations: CHECKS,
    needs: [],
    make: availability,
  },
} as const satisfies Readonly<Record<string, ModelRow>>;

export type ModelName = keyof typeof MODELS;

/** A model by its name. */
export function modelNamed(name: ModelName, options: ModelOptions = {}): Model {
  const row: ModelRow = MODELS[name];
  return row.make(options);
}
