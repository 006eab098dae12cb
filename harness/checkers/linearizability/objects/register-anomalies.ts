import { shortened } from '../../recorded-value.ts';
import type { Diagnosis, ObservedCall } from '../object.ts';
import type { RegisterAction, Text } from './register.ts';

type RegisterCall = ObservedCall<RegisterAction>;

/** The value a call must have found; null when it could find any. */
const foundBy = ({ action }: RegisterCall): Text | null => {
  if (action.f === 'read') return action.value;
  return action.f === 'cas' && action.done === true ? action.from : null;
};

/** The value a call leaves, or may leave, behind; null when it leaves none. */
const leftBy = ({ action }: RegisterCall): Text | null => {
  if (action.f === 'write') return action.value;
  return action.f === 'cas' && action.done !== false ? action.to : null;
};

const before = (a: RegisterCall, b: RegisterCall): boolean => a.completedNs < b.invokedNs;

/**
 * The register anomalies that two or three calls show: a value from nowhere, one from the future, two updates of one value, and
 * a value that was overwritten before the read began.
 */
export function diagnoseRegister(
  calls: readonly RegisterCall[],
  all: readonly RegisterCall[],
): Diagnosis<RegisterAction> | null {
  const byEnd = calls.toSorted((a, b) => a.completedNs - b.completedNs);
  for (const call of byEnd.filter((candidate) => foundBy(candidate) !== null)) {
    const found = diagnoseFound(call, foundBy(call) ?? '', all);
    if (found) return found;
  }
  return null;
}

function diagnoseFound(
  call: RegisterCall,
  value: Text,
  calls: readonly RegisterCall[],
): Diagnosis<RegisterAction> | null {
  const writers = calls.filter((other) => other.index !== call.index && leftBy(other) === value);
  const sources = writers.filter((other) => !before(call, other));
  if (value !== 'null' && sources.length === 0) {
    const [first] = writers;
    return first ? fromTheFuture(call, value, first) : fromNowhere(call, value);
  }
  return updatedTwice(call, value, { calls, sources }) ?? stale(call, value, { calls, sources });
}

function fromNowhere(call: RegisterCall, value: Text): Diagnosis<RegisterAction> {
  return {
    anomaly: 'read-from-nowhere',
    message: `the value ${shortened(value)} was found, which nothing acknowledged or in doubt ever wrote`,
    calls: [call],
    cause: 'a write that was answered as failed took effect, or the value was corrupted',
  };
}

function fromTheFuture(call: RegisterCall, value: Text, source: RegisterCall): Diagnosis<RegisterAction> {
  return {
    anomaly: 'future-read',
    message: `the value ${shortened(value)} was found before its write began`,
    calls: [source, call],
    cause: null,
  };
}

interface Around {
  readonly calls: readonly RegisterCall[];
  readonly sources: readonly RegisterCall[];
}

function updatedTwice(
  call: RegisterCall,
  value: Text,
  { calls, sources }: Around,
): Diagnosis<RegisterAction> | null {
  if (call.action.f !== 'cas' || sources.length > 1 || (value === 'null' && sources.length > 0)) return null;
  const other = calls.find(
    (rival) => rival.index !== call.index && rival.action.f === 'cas' && foundBy(rival) === value,
  );
  if (!other || leftBy(call) === value) return null;
  return {
    anomaly: 'lost-update',
    message: `two compare-and-sets replaced the value ${shortened(value)}, which was there once`,
    calls: [other, call],
    cause: 'compare and set are two steps: the value is read, compared and then written, not atomically',
  };
}

/** Whether every write of the value was certainly overwritten before the call began. */
function stale(
  call: RegisterCall,
  value: Text,
  { calls, sources }: Around,
): Diagnosis<RegisterAction> | null {
  const overwriters = calls.filter(
    (other) =>
      before(other, call) &&
      leftBy(other) !== null &&
      (other.action.f === 'write' || foundBy(other) !== null),
  );
  const latest = overwriters.reduce<RegisterCall | null>(
    (last, other) => (last === null || other.invokedNs > last.invokedNs ? other : last),
    null,
  );
  if (latest === null || !sources.every((source) => before(source, latest))) return null;
  const [newest] = sources.toSorted((a, b) => b.completedNs - a.completedNs);
  return {
    anomaly: 'stale-read',
    message: `the value ${shortened(value)} was found after it had been overwritten`,
    calls: newest ? [newest, latest, call] : [latest, call],
    cause: 'the answer came from a replica or a cache that had not seen an acknowledged write',
  };
}
