import type { Random } from '../time/random.ts';
import type { Target } from './fault.ts';

/** The parts a fault hits, in the words of the history; a share of the replicas is drawn. */
export function targetsOf(target: Target, replicas: readonly string[], random: Random): string[] {
  if ('part' in target) return [target.part];
  const { replicas: wanted } = target;
  if (typeof wanted !== 'string') return [...wanted];
  return random
    .shuffle(replicas)
    .slice(0, shareOf(wanted, replicas.length))
    .toSorted((a, b) => a.localeCompare(b));
}

/** How many of `count` replicas: a minority is the most that is fewer than half, of two it is one. */
function shareOf(share: 'one' | 'minority' | 'majority' | 'all', count: number): number {
  const majority = Math.floor(count / 2) + 1;
  return { one: 1, minority: Math.max(1, count - majority), majority, all: count }[share];
}
