import type { Diagnosis, ObservedCall } from '../linearizability/object.ts';
import { shortened } from '../recorded-value.ts';
import type { SessionAction } from './session-register.ts';

type SessionCall = ObservedCall<SessionAction>;
type Diagnosed = Diagnosis<SessionAction>;

/** Why a write takes effect that should have been refused, or is overwritten unseen. */
const NOT_ATOMIC =
  'a session write is not one step: the version is read, compared and then written, and another write comes between';
const STALE_COPY =
  'the answer came from a copy or a cache of the session that had not seen an acknowledged write';

/** The version a call shows the session at when it took effect; null when it shows none. */
const shownBy = ({ action }: SessionCall): number | null => {
  if (action.f === 'read') return action.found?.version ?? 0;
  return typeof action.answer === 'number' ? action.answer : null;
};

const madeBy = ({ action }: SessionCall): number | null =>
  action.f === 'write' && typeof action.answer === 'number' ? action.answer : null;

const before = (a: SessionCall, b: SessionCall): boolean => a.completedNs < b.invokedNs;

/**
 * The anomalies of a versioned session that two calls show: two writes that made one version, an acknowledged write that a later
 * call does not know of, a version from nowhere and one from the future.
 */
export function diagnoseSession(
  calls: readonly SessionCall[],
  all: readonly SessionCall[],
): Diagnosed | null {
  const byEnd = (some: readonly SessionCall[]): SessionCall[] =>
    some.toSorted((a, b) => a.completedNs - b.completedNs);
  // A write that came between explains whatever else is wrong after it.
  const lost = first(byEnd(all), (call) => writtenOver(call, all));
  return lost ?? first(byEnd(calls), (call) => fromNowhere(call, all) ?? receded(call, all));
}

/** The first call that does not know of what an earlier answer had shown; null when there is none. */
export const firstReceded = (calls: readonly SessionCall[]): Diagnosed | null =>
  first(
    calls.toSorted((a, b) => a.completedNs - b.completedNs),
    (call) => receded(call, calls),
  );

function first(
  calls: readonly SessionCall[],
  rule: (call: SessionCall) => Diagnosed | null,
): Diagnosed | null {
  for (const call of calls) {
    const found = rule(call);
    if (found) return found;
  }
  return null;
}

/** The version a write had to replace, by its condition or by what it made. */
const replacedBy = ({ action }: SessionCall): number | null => {
  if (action.f === 'read' || typeof action.answer !== 'number') return null;
  return action.ifVersion ?? action.answer - 1;
};

function writtenOver(call: SessionCall, all: readonly SessionCall[]): Diagnosed | null {
  const [version, made] = [replacedBy(call), madeBy(call)];
  if (version === null || made === null) return null;
  const other = all.find(
    (rival) =>
      rival.completedNs < call.completedNs && (replacedBy(rival) === version || madeBy(rival) === made),
  );
  if (!other && made === version + 1) return null;
  const both = `two acknowledged writes both replaced version ${version}, and one of them is lost`;
  return {
    anomaly: 'lost-update',
    message: other ? both : `a write that had to replace version ${version} made version ${made}`,
    calls: other ? [other, call] : [call],
    cause: NOT_ATOMIC,
  };
}

function fromNowhere(call: SessionCall, all: readonly SessionCall[]): Diagnosed | null {
  if (call.action.f !== 'read' || call.action.found === null) return null;
  const { state, version } = call.action.found;
  const writers = all.filter(({ action }) => action.f === 'write' && action.state === state);
  const sources = writers.filter(({ invokedNs }) => invokedNs <= call.completedNs);
  const [source] = sources;
  if (source) return otherVersion(call, source, version);
  const [later] = writers;
  return {
    anomaly: later ? 'future-read' : 'read-from-nowhere',
    message: `the state ${shortened(state)} was found, which nothing had written`,
    calls: later ? [later, call] : [call],
    cause: later ? null : 'a write that was refused took effect, or the state was corrupted',
  };
}

function otherVersion(call: SessionCall, source: SessionCall, version: number): Diagnosed | null {
  const made = madeBy(source);
  if (made === null || made === version) return null;
  return {
    anomaly: 'version-mismatch',
    message: `a state was found at version ${version} that its write had been told was version ${made}`,
    calls: [source, call],
    cause: NOT_ATOMIC,
  };
}

/** A call that finds the session as it was before an acknowledged write, or not at all. */
function receded(call: SessionCall, all: readonly SessionCall[]): Diagnosed | null {
  const shown = shownBy(call);
  if (shown === null) return null;
  const least = madeBy(call) === null ? shown : shown - 1;
  const newer = all.find((other) => before(other, call) && (shownBy(other) ?? -1) > least);
  if (!newer) return null;
  const known = shownBy(newer) ?? 0;
  const wasKept = all.some((other) => before(call, other) && (shownBy(other) ?? -1) >= known);
  const what = shown === 0 ? 'was not found' : `was found at version ${least}`;
  return {
    anomaly: wasKept ? 'stale-read' : 'lost-update',
    message: `the session ${what} after an answer had shown version ${known}`,
    calls: [newer, call],
    cause: wasKept ? STALE_COPY : 'an acknowledged write was not kept',
  };
}
