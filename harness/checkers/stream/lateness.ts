import { isAccepted, operationsNamed } from '../../history/operation.ts';
import type { Stage } from '../../history/vocabulary.ts';
import { msToNs, type RunNs } from '../../time/clock.ts';
import type { History } from '../check.ts';
import { nearestRank } from '../columns/quantile.ts';

/** On a busy machine late is what takes this many times the run's own short calls: tail by tail, middle by middle. */
const TIMES_THE_CALLS = 5;
/** However fast the run, nothing under this is late. */
const LEAST_BOUND_NS = msToNs(500);

/** What counts as late in a stage: more than 500 ms, and more than five times the p99 of its short calls. */
export function lateAfterNs(history: History, stage: Stage): RunNs {
  return Math.max(LEAST_BOUND_NS, TIMES_THE_CALLS * callsNs(history, stage, 0.99));
}

/**
 * What half of a stream's events may not exceed: 500 ms, or five times the median of the stage's short calls. A busy
 * machine lengthens the tail far more than the middle, so this bound keeps its power where the other has lost it.
 */
export function heldBackAfterNs(history: History, stage: Stage): RunNs {
  return Math.max(LEAST_BOUND_NS, TIMES_THE_CALLS * callsNs(history, stage, 0.5));
}

function callsNs({ operations }: History, { stage }: Stage, share: number): RunNs {
  const calls = [...operationsNamed(operations, 'publish'), ...operationsNamed(operations, 'me')];
  const latenciesNs = calls
    .filter((op) => op.stage === stage && isAccepted(op))
    .map(({ invokedNs, completedNs }) => completedNs - invokedNs);
  return nearestRank(latenciesNs, share) ?? 0;
}
