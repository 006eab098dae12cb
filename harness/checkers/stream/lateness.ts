import { isAccepted, operationsNamed } from '../../history/operation.ts';
import type { Stage } from '../../history/vocabulary.ts';
import { msToNs, type RunNs } from '../../time/clock.ts';
import type { History } from '../check.ts';
import { nearestRank } from '../general/quantile.ts';

/** However fast the run, nothing under this is late. */
const LEAST_BOUND_NS = msToNs(500);
/** On a busy machine late is what takes this many times the run's own p99. */
const TIMES_P99 = 5;

/** What counts as late in a stage: more than 500 ms, and more than five times the p99 of its short calls. */
export function lateAfterNs({ operations }: History, { stage }: Stage): RunNs {
  const calls = [...operationsNamed(operations, 'publish'), ...operationsNamed(operations, 'me')];
  const latenciesNs = calls
    .filter((op) => op.stage === stage && isAccepted(op))
    .map(({ invokedNs, completedNs }) => completedNs - invokedNs);
  return Math.max(LEAST_BOUND_NS, TIMES_P99 * (nearestRank(latenciesNs, 0.99) ?? 0));
}
