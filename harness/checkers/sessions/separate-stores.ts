import { decideLinearizability } from '../linearizability/linearizability.ts';
import type { Part } from '../linearizability/object.ts';
import type { Limits } from '../model.ts';
import { type SessionAction, sessionRegister } from './session-register.ts';

/** Replicas that share a store; together they are all replicas that answered. */
export type Stores = readonly (readonly string[])[];

/** With more replicas than this, not every division into two is tried, only those of one against the rest. */
const MOST_DIVIDED = 6;

/**
 * How the replicas may be divided so that each group alone behaves as one: first into two, then each by itself. Null when no
 * such division explains every part, or when they need no explanation.
 */
export function separateStores(parts: readonly Part<SessionAction>[], limits: Limits): Stores | null {
  const answered = parts.flatMap(({ calls }) => calls.flatMap(({ replica }) => replica ?? []));
  const names = [...new Set(answered)].sort();
  if (names.length < 2 || parts.length === 0) return null;
  const candidates = [...divisions(names), names.map((name) => [name])];
  return candidates.find((stores) => explains(stores, parts, limits)) ?? null;
}

function explains(stores: Stores, parts: readonly Part<SessionAction>[], limits: Limits): boolean {
  const groups = stores.flatMap((store) =>
    parts.map(({ calls }) => calls.filter(({ replica }) => replica === null || store.includes(replica))),
  );
  return decideLinearizability(sessionRegister, groups, limits).status === 'linearizable';
}

/** Divisions into two groups, the smaller of the smaller groups first. */
function divisions(names: readonly string[]): Stores[] {
  const sides =
    names.length > MOST_DIVIDED
      ? names.map((name) => [name])
      : Array.from({ length: 2 ** (names.length - 1) - 1 }, (_, mask) =>
          names.filter((_name, at) => ((mask + 1) >> at) % 2 === 1),
        );
  const both = sides.map((side) => [side, names.filter((name) => !side.includes(name))]);
  return both
    .map((pair) => pair.toSorted((a, b) => b.length - a.length))
    .sort((a, b) => (a[1]?.length ?? 0) - (b[1]?.length ?? 0));
}
