import { named } from '../phrases.ts';
import type { Violation } from '../verdict.ts';
import { type Attempt, isBefore, MOST_GUESSES } from './account.ts';

/** Why too many wrong passwords were evaluated, from the windows in which they were. */
export function evaluationCause(
  windows: readonly (readonly Attempt[])[],
): Pick<Violation, 'culprits' | 'cause'> {
  const counts = windows.map(countByReplica);
  const names = [...new Set(counts.flatMap((count) => [...count.keys()]))].sort();
  if (!windows.some((window) => oneByOne(window).length > MOST_GUESSES))
    return { culprits: names, cause: NOT_ATOMIC };
  if (counts.some((count) => [...count.values()].some((guesses) => guesses > MOST_GUESSES))) {
    return { culprits: names, cause: 'wrong passwords are not counted' };
  }
  const odd = names.filter((name) => counts.every((count) => isApart(name, count)));
  return odd.length === 1
    ? { culprits: odd, cause: `${named(odd)} counts for itself, apart from the others` }
    : { culprits: names, cause: 'each replica counts for itself' };
}

const NOT_ATOMIC =
  'the counter is not atomic: wrong passwords at the same time are evaluated before any of them is counted';

const countByReplica = (window: readonly Attempt[]): Map<string, number> =>
  new Map([...Map.groupBy(window, ({ replica }) => replica ?? '?')].map(([name, own]) => [name, own.length]));

/** Whether two counters, this replica's and one of all others, explain the window. */
function isApart(name: string, count: ReadonlyMap<string, number>): boolean {
  const total = [...count.values()].reduce((sum, guesses) => sum + guesses, 0);
  return total - (count.get(name) ?? 0) <= MOST_GUESSES;
}

/** As many attempts as were surely made one after the other. */
function oneByOne(window: readonly Attempt[]): Attempt[] {
  const chain: Attempt[] = [];
  for (const attempt of window.toSorted((a, b) => a.completedNs - b.completedNs)) {
    const last = chain.at(-1);
    if (!last || isBefore(last, attempt)) chain.push(attempt);
  }
  return chain;
}
