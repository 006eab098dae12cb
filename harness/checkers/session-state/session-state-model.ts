import type { RecordedOperation } from '../../history/recorded.ts';
import { decideLinearizability } from '../linearizability/linearizability.ts';
import { sessionState } from './session-specification.ts';
import type { Limits, Model } from '../model.ts';
import { passOver, wrongValue } from '../recorded-value.ts';
import type { Judgement, Violation } from '../verdict.ts';
import { conclude } from '../conclusion.ts';
import { counted } from '../phrases.ts';
import { sessionCalls } from './session-calls.ts';
import type { RecordedSession } from './session-history.ts';
import { decideSessionState } from './session-state.ts';
import { sessionViolation } from './session-violations.ts';

/**
 * The state of each session (a key), first absent: `put` (input: `{state, ifVersion?}`; ok: `{version}`, the new one, or
 * `{conflict: true}` or `{status: 409}` when the version was another; the fail of a put with `ifVersion` is such a conflict too) and `get`
 * (ok: `{state, version}`, or null when there is none). Judged by the versions; by search only where these do not tell.
 */
export const sessionStateModel = (): Model => ({
  name: 'session-state',
  claim: 'Each session is one state with a version, which each write makes one later (linearizable).',
  begin: () => {
    const sessions = new Map<string, RecordedSession>();
    return {
      take: (op) => note(sessions, op),
      conclude: (limits) => judge([...sessions.values()], limits),
    };
  },
});

function note(sessions: Map<string, RecordedSession>, op: RecordedOperation): void {
  if (op.f === 'put') notePut(sessions, op);
  else if (op.f !== 'get') passOver(op, 'put and get');
  else if (op.outcome === 'ok') noteGet(sessions, op);
}

function notePut(sessions: Map<string, RecordedSession>, op: RecordedOperation): void {
  const { index, invokedNs, completedNs, outcome, output, replica } = op;
  const { state, ifVersion = null } = fieldsOf(op.input);
  if (typeof state !== 'string' || (ifVersion !== null && !isVersion(ifVersion)))
    throw wrongValue(op, '{state, ifVersion?}, a text and a whole number');
  const { puts, conflicts } = sessionOf(sessions, op.key);
  const at = { index, invokedNs, replica };
  const answer = fieldsOf(output);
  const isConflict = outcome === 'fail' || answer['conflict'] === true || answer['status'] === 409;
  if (outcome === 'info') puts.push({ ...at, state, ifVersion, version: null, completedNs: null });
  else if (isConflict && ifVersion !== null) conflicts.push({ ...at, ifVersion, completedNs });
  else if (outcome === 'ok') {
    const { version } = answer;
    if (!isVersion(version))
      throw wrongValue(op, 'the new version as {version}, or, of a put with ifVersion, {conflict: true}');
    puts.push({ ...at, state, ifVersion, version, completedNs });
  }
}

function noteGet(sessions: Map<string, RecordedSession>, op: RecordedOperation): void {
  const { index, invokedNs, completedNs, output, replica } = op;
  const { gets } = sessionOf(sessions, op.key);
  const at = { kind: 'accept', index, invokedNs, completedNs, replica } as const;
  if (output === null || output === undefined) {
    gets.push({ ...at, state: null, version: 0 });
    return;
  }
  const { state, version } = fieldsOf(output);
  if (typeof state !== 'string' || !isVersion(version))
    throw wrongValue(op, '{state, version}, a text and a whole number, or null when there is no session');
  gets.push({ ...at, state, version });
}

function sessionOf(sessions: Map<string, RecordedSession>, key: string): RecordedSession {
  const known = sessions.get(key);
  if (known) return known;
  const session = { key, puts: [], gets: [], conflicts: [] };
  sessions.set(key, session);
  return session;
}

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {};

const isVersion = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

function judge(sessions: readonly RecordedSession[], limits: Limits): Judgement {
  const open: RecordedSession[] = [];
  const violations = sessions.flatMap((session): Violation[] => {
    const decision = decideSessionState(session);
    if (decision.status === 'refuted') return [sessionViolation(session, decision.clash)];
    if (decision.status === 'undecided') open.push(session);
    return [];
  });
  const searched = searchIn(open, limits);
  const total = (of: (session: RecordedSession) => number): number =>
    sessions.reduce((sum, session) => sum + of(session), 0);
  const puts = total((one) => one.puts.length);
  const looks = total((one) => one.gets.length + one.conflicts.length);
  const isTold = looks > 0 || sessions.some((one) => one.puts.some(({ version }) => version !== null));
  const all = [...violations, ...searched.violations];
  return conclude({
    violations: all,
    gaps: isTold ? searched.gaps : ['no operation was answered that says what was there'],
    examined: puts + looks,
    summary:
      all[0]?.message ??
      `${counted(puts, 'write')} and ${counted(looks, 'look')} at ${counted(sessions.length, 'session')}`,
  });
}

/** Sessions of which the versions do not tell: the search may, within its limits. */
function searchIn(
  open: readonly RecordedSession[],
  limits: Limits,
): { readonly violations: readonly Violation[]; readonly gaps: readonly string[] } {
  const decision = decideLinearizability(sessionState, open.map(sessionCalls), limits);
  const part = decision.status === 'linearizable' ? undefined : open[decision.partition];
  if (decision.status === 'linearizable' || !part) return { violations: [], gaps: [] };
  if (decision.status === 'refuted') {
    const blocking = sessionCalls(part)[decision.furthest.blocking];
    const operations = blocking ? [blocking.index] : [];
    return { violations: [sessionViolation(part, { anomaly: 'non-linearizable', operations })], gaps: [] };
  }
  const limit = decision.cause === 'deadline' ? 'the deadline' : 'the memory it may use';
  return {
    violations: [],
    gaps: [`the search came to ${limit} in session ${JSON.stringify(part.key)}`],
  };
}
