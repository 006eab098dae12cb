import type { RecordedOperation } from '../../../history/recorded.ts';
import { passOver } from '../../recorded-value.ts';
import type { Diagnosis, ObjectType, ObservedCall } from '../object.ts';

/** One call to a lock; a refused one has no effect, and does not occur. */
export interface MutexAction {
  readonly f: 'acquire' | 'release';
}

/** A lock, at first free: it can be acquired only when free, and released only when held. */
export const mutex: ObjectType<'free' | 'held', MutexAction> = {
  name: 'mutex',
  noun: 'lock',
  initial: 'free',
  step: (held, { f }) => {
    if (f === 'acquire') return held === 'free' ? 'held' : undefined;
    return held === 'held' ? 'free' : undefined;
  },
  isRead: () => false,
  stateKey: (held) => held,
  actionKey: ({ f }) => f,
  parse: (op: RecordedOperation) => {
    const { f, outcome } = op;
    if (f !== 'acquire' && f !== 'release') return passOver(op, 'acquire and release');
    return outcome === 'fail' ? null : { f };
  },
  unanswered: (action) => action,
  isEvidence: () => true,
  tell: ({ f }) => f,
  diagnose,
  values: null,
  things: null,
};

type MutexCall = ObservedCall<MutexAction>;

/** Counts: at the end of a call, more holders than releases can have begun; or more releases than acquisitions. */
function diagnose(calls: readonly MutexCall[]): Diagnosis<MutexAction> | null {
  const done = calls
    .filter(({ completedNs }) => completedNs !== Infinity)
    .sort((a, b) => a.completedNs - b.completedNs);
  for (const call of done) {
    const f = call.action.f;
    const ended = done.filter((other) => other.action.f === f && other.completedNs <= call.completedNs);
    const begun = calls.filter((other) => other.action.f !== f && other.invokedNs <= call.completedNs);
    const allowed = begun.length + (f === 'acquire' ? 1 : 0);
    if (ended.length <= allowed) continue;
    const rival = ended.at(-2);
    if (f === 'release') {
      return {
        anomaly: 'release-without-hold',
        message: 'a lock was released that nobody can have held',
        calls: [call],
        cause: null,
      };
    }
    return {
      anomaly: 'mutual-exclusion',
      message: 'a lock was acquired while it was held',
      calls: rival ? [rival, call] : [call],
      cause:
        'the lock was granted by replicas that did not agree, or it expired while its holder was at work',
    };
  }
  return null;
}
