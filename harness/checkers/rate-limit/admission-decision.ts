import { windowsOfSomePhase } from './aligned-windows.ts';
import { anchoredWindows } from './first-window.ts';
import { densestWindow } from './forced-window.ts';
import { attemptsOf, type Intervals, orderOf, picked } from './intervals.ts';
import { overdraftOf } from './overdrawn-span.ts';
import { firstHitWindow, type PacerOf, slidingLog, tokenBucket } from './pacer.ts';
import type { LimiterKind, Rate } from './rate.ts';
import { type Budget, type Schedule, scheduleOf } from './schedule.ts';

/** Whether one limiter can have admitted all that was admitted. */
export type AdmissionDecision =
  | { readonly status: 'possible' }
  /** The positions of admissions that no such limiter makes together. */
  | { readonly status: 'impossible'; readonly positions: readonly number[] }
  /** Neither a proof against it was found, nor instants at which all can have been admitted. */
  | { readonly status: 'undecided' };

/** A limiter of one kind, held to its rate, and how long to look for a proof. */
export interface Question extends Rate {
  readonly kind: LimiterKind;
  readonly budget: Budget;
}

/** Steps taken to leave operations out of a refutation: a fraction of a second. */
const STEPS_TO_SHRINK = 1e6;

/**
 * Decides whether one limiter, unused at first, can have admitted all the admitted operations at some instant of each.
 * `unanswered` are those that may have been admitted; only the first hit of a window asks for them.
 *
 * - sliding-log, token-bucket: exact; an over-full window or span refutes at once, else a schedule is sought (scheduleOf).
 * - fixed-window: possible by windows of some phase (exact) or opened by a first hit; impossible when neither can be.
 * - sliding-counter: as windows of some phase, each of which it keeps to the limit too. What it admits by its estimate
 *   within them is not decided.
 */
export function decideAdmissions(
  admitted: Intervals,
  unanswered: Intervals,
  { kind, budget, ...rate }: Question,
): AdmissionDecision {
  switch (kind) {
    case 'sliding-log':
      return (
        overfull(admitted, rate, rate.limit) ?? scheduled(admitted, { ...rate, budget, pacerOf: slidingLog })
      );
    case 'token-bucket':
      return overdrawn(admitted, rate) ?? scheduled(admitted, { ...rate, budget, pacerOf: tokenBucket });
    case 'sliding-counter':
      return overfull(admitted, rate, 2 * rate.limit) ?? windowsOfSomePhase(admitted, rate, budget);
    case 'fixed-window':
      return (
        overfull(admitted, rate, 2 * rate.limit) ?? eitherWindows(admitted, unanswered, { ...rate, budget })
      );
  }
}

/**
 * Whether the limiter was put to the test: had it admitted all that it decided, that would be seen to be too much (in windows of
 * every phase, where it counts in windows).
 */
export function isChallenged(decided: Intervals, { kind, budget, ...rate }: Question): boolean {
  switch (kind) {
    case 'sliding-log':
      return overfull(decided, rate, rate.limit) !== null;
    case 'token-bucket':
      return overdraftOf(decided, rate) !== null;
    case 'sliding-counter':
    case 'fixed-window':
      return (
        overfull(decided, rate, 2 * rate.limit) !== null ||
        windowsOfSomePhase(decided, rate, budget).status === 'impossible'
      );
  }
}

/** More than the allowance forced into one window's length: as many as it takes, those that ended first. */
function overfull(admitted: Intervals, { windowNs }: Rate, allowance: number): AdmissionDecision | null {
  const densest = densestWindow(admitted, windowNs);
  if (densest === null || densest.count <= allowance) return null;
  const { fromNs, toNs } = densest;
  return firstEnding(admitted, allowance + 1, (startNs, endNs) => startNs >= fromNs && endNs < toNs);
}

function overdrawn(admitted: Intervals, rate: Rate): AdmissionDecision | null {
  const overdraft = overdraftOf(admitted, rate);
  if (overdraft === null) return null;
  const { fromNs, toNs, allowance } = overdraft.shortest;
  return firstEnding(admitted, allowance + 1, (startNs, endNs) => startNs >= fromNs && endNs <= toNs);
}

function firstEnding(
  admitted: Intervals,
  count: number,
  isInside: (startNs: number, endNs: number) => boolean,
): AdmissionDecision {
  const { starts, ends } = admitted;
  const order = Uint32Array.from(starts.keys());
  const positions = order.filter((at) => isInside(starts[at] ?? 0, ends[at] ?? 0));
  const firsts = orderOf(picked(admitted, positions).ends).subarray(0, count);
  return { status: 'impossible', positions: Array.from(firsts, (at) => positions[at] ?? 0) };
}

interface Scheduling extends Rate {
  readonly budget: Budget;
  readonly pacerOf: PacerOf;
}

function scheduled(admitted: Intervals, scheduling: Scheduling): AdmissionDecision {
  const schedule = scheduleAt(admitted, scheduling);
  switch (schedule.status) {
    case 'found':
      return { status: 'possible' };
    case 'gave up':
      return { status: 'undecided' };
    case 'none':
      return { status: 'impossible', positions: fewest(admitted, schedule.positions, scheduling) };
  }
}

const scheduleAt = (admitted: Intervals, { pacerOf, budget, ...rate }: Scheduling): Schedule =>
  scheduleOf(admitted, pacerOf(rate, admitted.starts.length), budget);

/** As few of the positions as refute: the last ones only, then without each that is not needed while the budget lasts. */
function fewest(
  admitted: Intervals,
  positions: readonly number[],
  scheduling: Scheduling,
): readonly number[] {
  const budget = { left: STEPS_TO_SHRINK };
  const refute = (some: readonly number[]): boolean =>
    scheduleAt(picked(admitted, Uint32Array.from(some).sort()), { ...scheduling, budget }).status === 'none';
  let [tooFew, enough] = [0, positions.length];
  while (enough - tooFew > 1) {
    const middle = (tooFew + enough) >> 1;
    if (refute(positions.slice(0, middle))) enough = middle;
    else tooFew = middle;
  }
  const last = positions.slice(0, enough);
  return last.reduce((kept, position) => {
    const fewer = kept.filter((at) => at !== position);
    return refute(fewer) ? fewer : kept;
  }, last);
}

function eitherWindows(
  admitted: Intervals,
  unanswered: Intervals,
  { budget, ...rate }: Rate & { readonly budget: Budget },
): AdmissionDecision {
  const aligned = windowsOfSomePhase(admitted, rate, budget);
  if (aligned.status === 'possible') return aligned;
  const opened = scheduleAt(admitted, { ...rate, budget, pacerOf: firstHitWindow });
  if (opened.status === 'found') return { status: 'possible' };
  const overfullWindow = overfullFirstHitWindow(admitted, unanswered, rate);
  if (aligned.status === 'undecided' || overfullWindow === null) return { status: 'undecided' };
  return { status: 'impossible', positions: [...new Set([...aligned.positions, ...overfullWindow])] };
}

/** The admissions of a window that its first hit surely opened, one more than it holds; null when none is over-full. */
function overfullFirstHitWindow(
  admitted: Intervals,
  unanswered: Intervals,
  { limit, windowNs }: Rate,
): readonly number[] | null {
  const attempts = [...attemptsOf(unanswered, 'info'), ...attemptsOf(admitted, 'allowed')];
  for (const { members } of anchoredWindows(attempts, windowNs)) {
    const inside = members.flatMap(({ kind, position }) => (kind === 'allowed' ? [position] : []));
    if (inside.length > limit) return inside.slice(0, limit + 1);
  }
  return null;
}
