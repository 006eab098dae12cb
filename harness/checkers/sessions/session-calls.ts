import { isAccepted, type Operation } from '../../history/operation.ts';
import type { RunNs } from '../../time/clock.ts';
import type { ObservedCall, Part } from '../linearizability/object.ts';
import type { SessionAction } from './session-register.ts';
import { answererIn, isMissing, type SessionOperation, type WorkSession } from './work-sessions.ts';

type SessionCall = ObservedCall<SessionAction>;

/**
 * The calls to a work session that one register must explain: its owner's, up to the first instant at which it may have expired
 * because nobody had written for a whole life. A foreign write that was let through counts as one that may have happened.
 */
export function sessionPart(session: WorkSession): Part<SessionAction> {
  const own = session.own.flatMap((op) => callOf(op, answererIn(op, session)));
  const foreign = session.foreign
    .filter((op) => op.f === 'session-write' && !isMissing(op))
    .flatMap((op) => callOf(op, answererIn(op, session)).map(opened));
  const untilNs = mayExpireNs(session);
  return { key: session.id, calls: [...own, ...foreign].flatMap((call) => cutAt(call, untilNs)) };
}

function callOf(op: SessionOperation, replica: string | null): SessionCall[] {
  const action = op.f === 'session-read' ? readOf(op) : writeOf(op);
  const { index, invokedNs } = op;
  const completedNs = op.outcome === 'info' ? Infinity : op.completedNs;
  return action === null ? [] : [{ index, invokedNs, completedNs, action, replica }];
}

function readOf(op: Operation<'session-read'>): SessionAction | null {
  if (isAccepted(op) && op.output !== null) return { f: 'read', found: op.output };
  return isMissing(op) ? { f: 'read', found: null } : null;
}

function writeOf(op: Operation<'session-write'>): SessionAction | null {
  const { state, ifVersion } = op.input;
  const write = { f: 'write', state, ifVersion } as const;
  if (op.outcome === 'info') return { ...write, answer: null };
  if (isAccepted(op) && op.output !== null) return { ...write, answer: op.output.version };
  return op.outcome === 'ok' && op.status === 409 ? { ...write, answer: 'conflict' } : null;
}

/** A call of which nobody need know how it was answered. */
function opened(call: SessionCall): SessionCall {
  const { action } = call;
  return action.f === 'read' ? call : { ...call, completedNs: Infinity, action: { ...action, answer: null } };
}

/** The first instant at which a life has passed since a write, with no other certain write in it. */
function mayExpireNs({ own, lifeNs }: WorkSession): RunNs {
  const writes = own
    .filter((op) => op.f === 'session-write' && isAccepted(op))
    .toSorted((a, b) => a.invokedNs - b.invokedNs);
  let dueNs = Infinity;
  for (const write of writes) {
    if (write.completedNs >= dueNs) return dueNs;
    dueNs = write.invokedNs + lifeNs;
  }
  return dueNs;
}

/** What was known of a call at an instant: nothing of its answer if that came later. */
function cutAt(call: SessionCall, untilNs: RunNs): SessionCall[] {
  if (call.invokedNs >= untilNs) return [];
  if (call.completedNs < untilNs || call.completedNs === Infinity) return [call];
  return call.action.f === 'read' ? [] : [opened(call)];
}
