import type { Violation } from '../verdict.ts';
import type { Misnumbered } from './settled.ts';

/** Ids against the order of time, also where no stream showed both events: a stream that resumes by such an id misses some. */
export function misnumberedViolations(found: readonly Misnumbered[]): Violation[] {
  const [first] = found;
  if (!first) return [];
  const { earlier, later } = first;
  const culprits = found.flatMap(({ later: { replica } }) => replica ?? []);
  return [
    {
      anomaly: 'reordered',
      message:
        `${later.payload} has a lower id than ${earlier.payload}, which was published before it ` +
        `(on ${found.length} ${found.length === 1 ? 'log' : 'logs'}).`,
      operations: [earlier.index, later.index],
      culprits: [...new Set(culprits)].sort(),
      cause: 'ids come from counters or clocks of several replicas, not from the one log',
    },
  ];
}
