import type { SessionClash, SessionDecision, SessionHistory, SessionPut } from './session-history.ts';
import { makersOf } from './session-makers.ts';
import { sightsOf } from './session-sights.ts';
import { decideTokenVersion } from '../token-version/token-version.ts';
import type { Bump, Clash, VersionRead } from '../auth/version-history.ts';

/**
 * Decides in O(n log n) whether one session, first absent, could have answered all of this (linearizability). The version is
 * a register of its own (docs/algorithms.md 3): a put that was answered is a bump that knows its number, a get an accept.
 * The state that a get saw tells whose number its version is, also of a put without an answer.
 *
 * A conflict on version j saw another: a later one if bump j cannot be as late as its begin. If it can, so can all such bumps at
 * once (each as late as its window allows), and the conflicts saw the versions before.
 *
 * Undecided are histories in which two puts without an answer wrote the same state that was then seen, or in which a number
 * that nobody has may be of a put on that condition, or of an unconditional one, and neither all nor none of the first will do.
 */
export function decideSessionState(history: SessionHistory): SessionDecision {
  const makers = makersOf(history);
  if (makers.status !== 'made') return makers;
  const { known, unseen } = makers;
  const reads = sightsOf(history, [...known, ...unseen]);
  const free = unseen.filter(({ ifVersion }) => ifVersion === null);
  const fillers = fillersOf(known, unseen, reads);
  const decide = (bumps: readonly Bump[]): SessionDecision => decideVersions(bumps, reads);
  const without = decide([...known, ...free]);
  if (without.status === 'linearizable') return without;
  const withAll = decide([...known, ...free, ...fillers]);
  if (withAll.status === 'linearizable' || free.length === 0) return withAll;
  const relaxed = decide([...known, ...free, ...fillers.map((put) => ({ ...put, version: null }))]);
  return relaxed.status === 'refuted' ? relaxed : { status: 'undecided' };
}

/** For each number that is proven and nobody's, the first put on the condition that would give it. */
function fillersOf(
  known: readonly SessionPut[],
  unseen: readonly SessionPut[],
  reads: readonly VersionRead[],
): SessionPut[] {
  const taken = new Set(known.map(({ version }) => version));
  const last = reads.reduce(
    (most, { kind, version }) => Math.max(most, kind === 'reject' ? version + 1 : version),
    known.reduce((most, { version }) => Math.max(most, version ?? 0), 0),
  );
  const first = new Map<number, SessionPut>();
  for (const put of unseen.toSorted((a, b) => a.invokedNs - b.invokedNs)) {
    if (put.ifVersion === null) continue;
    const version = put.ifVersion + 1;
    if (version <= last && !taken.has(version) && !first.has(version))
      first.set(version, { ...put, version });
  }
  return [...first.values()];
}

function decideVersions(bumps: readonly Bump[], reads: readonly VersionRead[]): SessionDecision {
  const decision = decideTokenVersion({ base: 0, bumps, reads });
  if (decision.ok) return { status: 'linearizable' };
  const { diagnosis, operations } = decision.clash;
  return { status: 'refuted', clash: { anomaly: anomalyOf(diagnosis, operations.length), operations } };
}

/** What a clash of versions is called when the versions are of a session. */
function anomalyOf(diagnosis: Clash['diagnosis'], operations: number): SessionClash['anomaly'] {
  switch (diagnosis) {
    case 'stale-accept':
      return 'stale-read';
    case 'spurious-401':
      return 'spurious-conflict';
    case 'impossible-read':
      return operations > 1 ? 'future-read' : 'read-from-nowhere';
    case 'flip-flop':
    case 'inversion':
    case 'lost-update':
      return diagnosis;
  }
}
