import type { RunNs } from '../../time/clock.ts';
import { countBelow, countUpTo } from '../columns/sorted.ts';
import { DeadlineQueue } from '../columns/deadline-queue.ts';
import type { Intervals } from './intervals.ts';
import type { Rate } from './rate.ts';
import type { Budget } from './schedule.ts';

/** More admissions forced into adjoining windows than these may hold. */
export interface OverfullWindows {
  /** One more than fits, by position, the last first. */
  readonly positions: readonly number[];
  /** The same admissions refute every origin from the one asked for up to this one. */
  readonly refutedToNs: RunNs;
  /** How many intervals were looked at. */
  readonly examined: number;
}

/**
 * Why windows that begin at `originNs` and at every multiple of their length from it cannot have admitted all, at most the
 * limit in each; null when they can. Exact for operations of any length: each window takes what must be in it, then the
 * most urgent of those that reach beyond it (convex bipartite matching, Glover 1967); O(n log n), and O(n) where few
 * operations lie across the edge of a window (docs/algorithms.md 6).
 */
export function overfullWindows(intervals: Intervals, rate: Rate, originNs: RunNs): OverfullWindows | null {
  const { starts, ends } = intervals;
  const straddling = new DeadlineQueue(ends);
  let [next, window] = [0, -Infinity];
  while (next < starts.length || straddling.size > 0) {
    const startsIn = Math.floor(((starts[next] ?? 0) - originNs) / rate.windowNs);
    window = straddling.size > 0 ? window + 1 : Math.max(window + 1, startsIn);
    const edgeNs = originNs + (window + 1) * rate.windowNs;
    let room = rate.limit;
    for (; (starts[next] ?? Infinity) < edgeNs; next += 1) {
      if ((ends[next] ?? Infinity) < edgeNs) room -= 1;
      else straddling.add(next);
    }
    for (; room > 0 && straddling.size > 0; room -= 1) straddling.take();
    if (room < 0 || straddling.firstDeadline < edgeNs)
      return witnessOf(intervals, { ...rate, originNs, edgeNs, next });
  }
  return null;
}

interface Failure extends Rate {
  readonly originNs: RunNs;
  /** The end of the window that could not take all. */
  readonly edgeNs: RunNs;
  /** The first position that begins after it. */
  readonly next: number;
}

// By Hall's theorem a run of windows that ends here holds too many: the shortest is met first on the way back.
function witnessOf(
  { starts, ends }: Intervals,
  { limit, windowNs, originNs, edgeNs, next }: Failure,
): OverfullWindows {
  const positions: number[] = [];
  let refutedToNs = originNs;
  for (let at = next - 1; at >= 0; at -= 1) {
    if ((ends[at] ?? Infinity) >= edgeNs) continue;
    positions.push(at);
    const lengthNs = edgeNs - (starts[at] ?? 0);
    const windows = Math.ceil(lengthNs / windowNs);
    if (positions.length <= limit * windows) continue;
    refutedToNs += windows * windowNs - lengthNs;
    break;
  }
  return { positions, refutedToNs, examined: next };
}

/** Whether windows of some phase can have admitted all; the admissions that refute every phase otherwise. */
export type PhaseDecision =
  | { readonly status: 'possible'; readonly originNs: RunNs }
  | { readonly status: 'impossible'; readonly positions: readonly number[] }
  | { readonly status: 'undecided' };

/**
 * Tries every phase that matters, skipping those which the last refutation covers. Moving the origin up changes nothing until
 * it passes a start (which sets an operation free to lie in the window before) or an end (which binds it), so the freest
 * phases have their edge at an end that follows a start.
 */
export function windowsOfSomePhase(intervals: Intervals, rate: Rate, budget: Budget): PhaseDecision {
  const origins = freestOrigins(intervals, rate.windowNs);
  const refuting = new Set<number>();
  let tried = 0;
  do {
    if (budget.left < 0) return { status: 'undecided' };
    const originNs = origins[tried] ?? 0;
    const overfull = overfullWindows(intervals, rate, originNs);
    if (!overfull) return { status: 'possible', originNs };
    for (const position of overfull.positions) refuting.add(position);
    budget.left -= overfull.examined;
    tried = countUpTo(origins, overfull.refutedToNs);
  } while (tried < origins.length);
  return { status: 'impossible', positions: [...refuting] };
}

function freestOrigins({ starts, ends }: Intervals, windowNs: number): Float64Array {
  const phaseOf = (atNs: RunNs): number => ((atNs % windowNs) + windowNs) % windowNs;
  const startPhases = starts.map(phaseOf).sort();
  const endPhases = ends.map(phaseOf).sort();
  // Before the first end comes the last one, a window earlier.
  let before = countBelow(startPhases, endPhases.at(-1) ?? 0) - startPhases.length;
  return endPhases.filter((phase) => {
    const startsBefore = before;
    before = countBelow(startPhases, phase);
    return before > startsBefore;
  });
}
