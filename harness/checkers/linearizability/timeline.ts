import type { RunNs } from '../../time/clock.ts';

/** The stamps of one call; Infinity for the end of an optional one. */
interface Interval {
  readonly invokedNs: RunNs;
  readonly completedNs: RunNs;
}

/**
 * The calls and returns of the required operations as a doubly linked list in order of time, from which operations are
 * lifted as they are linearized (Wing and Gong 1993; the list is Lowe's, 2017). Positions count from 1; position 0 is
 * before the first and after the last. Intervals are closed: at one instant, calls come before returns.
 */
export interface Timeline {
  readonly next: Int32Array;
  readonly previous: Int32Array;
  /** At a call's position its required operation; at a return's, the complement `~operation`. */
  readonly operationAt: Int32Array;
  readonly callAt: Int32Array;
  readonly returnAt: Int32Array;
  /** The positions of the given intervals, by number of the required operation; they are numbered in order of call. */
  readonly required: Int32Array;
  /** The same for optional operations, those that never return. */
  readonly optional: Int32Array;
  /** The last position that is not after the call of an optional operation. */
  readonly optionalAt: Int32Array;
}

/** The timeline of one partition. */
export function timelineOf(calls: readonly Interval[]): Timeline {
  const byCall = calls.map((_, at) => at).sort((a, b) => startOf(calls, a) - startOf(calls, b));
  const required = Int32Array.from(byCall.filter((at) => endOf(calls, at) !== Infinity));
  const optional = Int32Array.from(byCall.filter((at) => endOf(calls, at) === Infinity));
  const byReturn = [...required.keys()].sort((a, b) => endOf(calls, required[a]) - endOf(calls, required[b]));
  const size = 2 * required.length + 1;
  const operationAt = new Int32Array(size);
  const callAt = new Int32Array(required.length);
  const returnAt = new Int32Array(required.length);
  let called = 0;
  byReturn.forEach((operation, returned) => {
    const endNs = endOf(calls, required[operation]);
    for (; called < required.length && startOf(calls, required[called]) <= endNs; called += 1) {
      callAt[called] = called + returned + 1;
      operationAt[called + returned + 1] = called;
    }
    returnAt[operation] = called + returned + 1;
    operationAt[called + returned + 1] = ~operation;
  });
  return {
    next: Int32Array.from({ length: size }, (_, at) => (at + 1) % size),
    previous: Int32Array.from({ length: size }, (_, at) => (at + size - 1) % size),
    operationAt,
    callAt,
    returnAt,
    required,
    optional,
    optionalAt: lastPositionsNotAfter(calls, optional, { byReturn, required, returnAt }),
  };
}

/** An optional operation can be linearized before a return that does not come before its call. */
function lastPositionsNotAfter(
  calls: readonly Interval[],
  optional: Int32Array,
  { byReturn, required, returnAt }: { byReturn: readonly number[] } & Pick<Timeline, 'required' | 'returnAt'>,
): Int32Array {
  let returned = 0;
  let position = 0;
  return optional.map((at) => {
    for (; endOf(calls, required[byReturn[returned] ?? -1]) < startOf(calls, at); returned += 1) {
      position = returnAt[byReturn[returned] ?? -1] ?? position;
    }
    return position;
  });
}

/** Takes an operation out of the list. */
export function lift({ next, previous, callAt, returnAt }: Timeline, operation: number): void {
  unlink(next, previous, callAt[operation] ?? 0);
  unlink(next, previous, returnAt[operation] ?? 0);
}

/** Puts the operation back that was lifted last. */
export function unlift({ next, previous, callAt, returnAt }: Timeline, operation: number): void {
  relink(next, previous, returnAt[operation] ?? 0);
  relink(next, previous, callAt[operation] ?? 0);
}

function unlink(next: Int32Array, previous: Int32Array, at: number): void {
  const [before, after] = [previous[at] ?? 0, next[at] ?? 0];
  next[before] = after;
  previous[after] = before;
}

function relink(next: Int32Array, previous: Int32Array, at: number): void {
  next[previous[at] ?? 0] = at;
  previous[next[at] ?? 0] = at;
}

const startOf = (calls: readonly Interval[], at = -1): RunNs => calls[at]?.invokedNs ?? Infinity;
const endOf = (calls: readonly Interval[], at = -1): RunNs => calls[at]?.completedNs ?? Infinity;
