import type { Attempt } from './attempt.ts';

/** Headers that got past a full limit, and the replicas that let them. */
export interface Dodges {
  readonly headers: readonly string[];
  readonly replicas: readonly string[];
}

/**
 * Who was admitted for naming another address: at a replica that had denied the user's last call without it, and denied
 * the next one too. Null when nobody was.
 */
export function dodgesOf(allowed: readonly Attempt[], denied: readonly Attempt[]): Dodges | null {
  const byReplica = Map.groupBy([...allowed, ...denied], ({ replica }) => replica);
  const dodges = [...byReplica].flatMap(([replica, calls]) =>
    replica === null ? [] : dodgesAt(calls.toSorted((a, b) => a.invokedNs - b.invokedNs)),
  );
  return dodges.length === 0
    ? null
    : {
        headers: distinct(dodges.map(({ spoofed }) => spoofed ?? null)),
        replicas: distinct(dodges.map(({ replica }) => replica)),
      };
}

/** Of the calls of one replica in order of invocation. */
function dodgesAt(calls: readonly Attempt[]): Attempt[] {
  const plain = calls.filter(({ spoofed }) => !spoofed);
  return calls.filter(({ spoofed, kind, invokedNs, completedNs }) => {
    if (!spoofed || kind !== 'allowed') return false;
    const before = plain.findLast((call) => call.completedNs < invokedNs);
    const after = plain.find((call) => call.invokedNs > completedNs);
    return before?.kind === 'denied' && after?.kind !== 'allowed';
  });
}

const distinct = (names: readonly (string | null)[]): string[] =>
  [...new Set(names.flatMap((name) => name ?? []))].sort();
