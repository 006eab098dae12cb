import type { AnyOperation } from '../history/operation.ts';
import type { Stage } from '../history/vocabulary.ts';

/** Who answered: by its own word, else by the proxy's, else by where the call was sent; null when nobody told. */
export function answererOf(op: AnyOperation, stage: Stage): string | null {
  if (op.replica !== null) return op.replica;
  const lastUpstream = op.upstream?.split(',').at(-1)?.trim() ?? null;
  const byProxy = stage.replicas.find(({ upstream }) => upstream !== null && upstream === lastUpstream);
  const byRoute = stage.replicas.find(({ name }) => name === op.route);
  return (byProxy ?? byRoute)?.name ?? null;
}

/** How often each name occurs, in the order of the names given first; null counts as `unattributed`. */
export function countByName(
  names: readonly string[],
  seen: readonly (string | null)[],
): ReadonlyMap<string, number> {
  const counts = new Map(names.map((name) => [name, 0]));
  for (const name of seen) {
    const label = name ?? 'unattributed';
    counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  return counts;
}
