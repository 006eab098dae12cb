import { countBelow, countUpTo } from '../columns/sorted.ts';
import type { RunNs } from '../../time/clock.ts';
import { overfullWindows } from './aligned-windows.ts';
import type { KeyDecisions } from './decision-log.ts';
import { wrongfulByFirstHits } from './first-hit-denials.ts';
import { attemptsOf, type Intervals, joined } from './intervals.ts';
import { firstHitWindow } from './pacer.ts';
import type { Rate } from './rate.ts';
import { type Budget, scheduleOf } from './schedule.ts';

/**
 * Whether fixed windows explain a key's decisions, denials too, with an edge among the admissions at these positions: the sign
 * of a fixed window where another kind was promised. No while the budget does not last.
 */
export function fitsFixedWindows(
  decisions: KeyDecisions,
  rate: Rate,
  { positions, budget }: { readonly positions: readonly number[]; readonly budget: Budget },
): boolean {
  const { admitted, denied, unanswered } = decisions;
  const mayCount = joined(admitted, unanswered);
  const edges = positions.flatMap((at) => [admitted.starts[at] ?? 0, admitted.ends[at] ?? 0]);
  const fitsFrom = (edgeNs: RunNs): boolean => {
    budget.left -= admitted.starts.length;
    return (
      budget.left >= 0 &&
      overfullWindows(admitted, rate, edgeNs) === null &&
      areDeniedByWindows(denied, mayCount, { ...rate, edgeNs })
    );
  };
  return edges.some(fitsFrom) || fitsFirstHits(decisions, rate, budget);
}

function fitsFirstHits({ admitted, denied, unanswered }: KeyDecisions, rate: Rate, budget: Budget): boolean {
  const attempts = [
    ...attemptsOf(admitted, 'allowed'),
    ...attemptsOf(denied, 'denied'),
    ...attemptsOf(unanswered, 'info'),
  ];
  const pacer = firstHitWindow(rate, admitted.starts.length);
  return (
    scheduleOf(admitted, pacer, budget).status === 'found' && wrongfulByFirstHits(attempts, rate).length === 0
  );
}

/** Whether the limit can have been used up in a window that begins at a multiple of its length from an edge, at every denial. */
function areDeniedByWindows(
  denied: Intervals,
  mayCount: Intervals,
  { limit, windowNs, edgeNs }: Rate & { readonly edgeNs: RunNs },
): boolean {
  const ends = mayCount.ends.toSorted();
  return denied.starts.every((startNs, at) => {
    const endNs = denied.ends[at] ?? 0;
    const fromNs = edgeNs + Math.floor((startNs - edgeNs) / windowNs) * windowNs;
    const canBeFull = (openedNs: RunNs): boolean => {
      const untilNs = Math.min(endNs, openedNs + windowNs);
      return countUpTo(mayCount.starts, untilNs) - countBelow(ends, openedNs) >= limit;
    };
    // A denial across an edge may belong to either window; one that is longer still can have been anywhere.
    return canBeFull(fromNs) || (endNs >= fromNs + windowNs && canBeFull(fromNs + windowNs));
  });
}
