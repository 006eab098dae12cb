import type { Check, History } from '../check.ts';
import { counted, named } from '../phrases.ts';
import { decideLinearizability } from '../linearizability/linearizability.ts';
import type { Part } from '../linearizability/object.ts';
import { refutation } from '../linearizability/refutation.ts';
import type { Limits } from '../model.ts';
import type { Evidence, Judgement, Violation } from '../verdict.ts';
import { verdictOf } from '../verdict.ts';
import { firstReceded } from './session-anomalies.ts';
import { separateStores, type Stores } from './separate-stores.ts';
import { sessionPart } from './session-calls.ts';
import { type SessionAction, sessionRegister } from './session-register.ts';
import { workSessionsOf } from './work-sessions.ts';

/** Work sessions are one register each, whichever replica is asked (docs/algorithms.md 1). */
export const sessionsLinearizable = (): Check => ({
  name: 'sessions-linearizable',
  claim:
    'Each work session behaves as one register with a version: no acknowledged write is lost, no answer is older than another.',
  judge,
});

type SessionPart = Part<SessionAction>;

/** Looks at the limits of one search, some thousand steps apart: a session of a hundred calls needs a few. */
const MOST_LOOKS = 500;
const MOST_BYTES = 256 * 1024 * 1024;
/** Refuted sessions that are explained; the others show the same. */
const MOST_EXPLAINED = 5;

/** By steps, not by time: the same history always gets the same verdict. */
function freshLimits(): Limits {
  let looks = 0;
  return { isOver: () => (looks += 1) > MOST_LOOKS, memoryBytes: MOST_BYTES };
}

function judge(history: History): Judgement {
  const parts = workSessionsOf(history).map(sessionPart).filter(hasEvidence);
  const decided = parts.map((part) => ({
    part,
    status: decideLinearizability(sessionRegister, [part.calls], freshLimits()).status,
  }));
  const refuted = decided.flatMap(({ part, status }) => (status === 'refuted' ? [part] : []));
  const [open] = decided.filter(({ status }) => status === 'undecided');
  const examined = parts.reduce((sum, { calls }) => sum + calls.length, 0);
  if (refuted.length > 0) return explained(refuted, parts.length);
  const summary = `${counted(examined, 'call')} to ${counted(parts.length, 'work session')}, in one order each`;
  if (open) {
    const reason = `the search came to its limit of steps on the work session ${open.part.key}`;
    return { verdict: { status: 'unknown', reason }, summary: reason, evidence: [] };
  }
  return { verdict: verdictOf([], examined, 'no work session was read or written'), summary, evidence: [] };
}

/** A session that only one replica answered for says nothing of the others. */
const hasEvidence = ({ calls }: SessionPart): boolean =>
  new Set(calls.flatMap(({ replica, completedNs }) => (completedNs === Infinity ? [] : (replica ?? []))))
    .size > 1;

function explained(refuted: readonly SessionPart[], sessions: number): Judgement {
  const told = refuted
    .slice(0, MOST_EXPLAINED)
    .map((part) => refutation(sessionRegister, part, freshLimits()));
  const violations = told.flatMap(({ verdict }) => (verdict.status === 'invalid' ? verdict.violations : []));
  const evidence: Evidence[] = told.slice(0, 1).flatMap((one) => one.evidence);
  const stores = separateStores(refuted, freshLimits());
  const folded = stores ? apart(refuted, violations, stores) : byAnomaly(violations);
  const [first] = folded;
  const share = `${refuted.length} of ${counted(sessions, 'work session')} refuted`;
  return {
    verdict: verdictOf(folded, 0, ''),
    summary: first ? `${share}: ${first.anomaly}` : share,
    evidence,
  };
}

/** One violation for each anomaly: the first example, with everyone who gave such an answer. */
function byAnomaly(violations: readonly Violation[]): Violation[] {
  return [...Map.groupBy(violations, ({ anomaly }) => anomaly).values()].flatMap((all) => {
    const [first] = all;
    return first
      ? [{ ...first, culprits: [...new Set(all.flatMap(({ culprits }) => culprits))].sort() }]
      : [];
  });
}

/** All of it comes from stores that know nothing of each other: told by an answer from the one that lacks a write. */
function apart(
  refuted: readonly SessionPart[],
  violations: readonly Violation[],
  stores: Stores,
): Violation[] {
  for (const { key, calls } of refuted) {
    const [newer, call] = firstReceded(calls)?.calls ?? [];
    if (!newer || !call) continue;
    const answered =
      call.action.f === 'read' && call.action.found === null ? 'did not find' : 'had an older version of';
    const message = `${call.replica} ${answered} the work session ${key} after ${newer.replica} had acknowledged it (${counted(refuted.length, 'session')}).`;
    return [{ anomaly: 'stale-read', message, operations: [newer.index, call.index], ...blame(stores) }];
  }
  return violations.slice(0, 1).map((first) => ({ ...first, ...blame(stores) }));
}

function blame(stores: Stores): Pick<Violation, 'culprits' | 'cause'> {
  const all = stores.flat().sort();
  if (stores.every(({ length }) => length === 1)) {
    return {
      culprits: all,
      cause: `work sessions are kept in process memory: ${named(all)} each know only their own`,
    };
  }
  const [larger = [], odd = []] = stores;
  if (odd.length === larger.length) {
    return {
      culprits: all,
      cause: `${named(larger)} and ${named(odd)} do not share one store of work sessions`,
    };
  }
  const keep = odd.length === 1 ? 'keeps' : 'keep';
  return {
    culprits: odd,
    cause: `${named(odd)} ${keep} work sessions apart from the others, in another store`,
  };
}
