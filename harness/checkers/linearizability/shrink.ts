import type { Limits } from '../model.ts';
import { componentsOf } from './components.ts';
import { decideLinearizability } from './linearizability.ts';
import type { SearchedObject, ObservedCall } from './object.ts';

/**
 * The smallest part of a refuted partition that this finds, which is refuted by itself, in order of call: the history up to the first end at which it
 * is refuted, without the reads it does not need, and without all calls of values it does not need. A write alone is never
 * left out: that would invent reads from nowhere. What the limits leave undecided stays in.
 */
export function shrunken<State, Action>(
  object: SearchedObject<State, Action>,
  calls: readonly ObservedCall<Action>[],
  limits: Limits,
): readonly ObservedCall<Action>[] {
  const isRefuted = (some: readonly ObservedCall<Action>[]): boolean => {
    let looks = 0;
    const isOver = (): boolean => (looks += 1) > MOST_LOOKS || limits.isOver();
    return decideLinearizability(object, [some], { ...limits, isOver }).status === 'refuted';
  };
  const first = shortestPrefix(object, calls, isRefuted);
  return withoutValues(object, withoutReads(object, first, isRefuted), isRefuted);
}

/** How often one attempt may look at its limits, some thousand steps apart: leaving out can make a search long. */
const MOST_LOOKS = 64;

type Test<Action> = (calls: readonly ObservedCall<Action>[]) => boolean;

/** Cut after the first end that refutes it: linearizability is closed under prefixes, so that halving finds it. */
function shortestPrefix<State, Action>(
  object: SearchedObject<State, Action>,
  calls: readonly ObservedCall<Action>[],
  isRefuted: Test<Action>,
): readonly ObservedCall<Action>[] {
  const ends = calls
    .map(({ completedNs }) => completedNs)
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  let [from, to] = [0, ends.length - 1];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (isRefuted(cutAfter(object, calls, ends[middle] ?? Infinity))) to = middle;
    else from = middle + 1;
  }
  return cutAfter(object, calls, ends[from] ?? Infinity);
}

/** What was known at an instant: calls that had begun, and the answers that had come. */
function cutAfter<State, Action>(
  { unanswered }: SearchedObject<State, Action>,
  calls: readonly ObservedCall<Action>[],
  ns: number,
): ObservedCall<Action>[] {
  return calls
    .filter(({ invokedNs }) => invokedNs <= ns)
    .flatMap((call) => {
      if (call.completedNs <= ns) return [call];
      const action = unanswered(call.action);
      return action === null ? [] : [{ ...call, action, completedNs: Infinity }];
    });
}

/** Leaves out the reads that the refutation does not need, by ever smaller groups (delta debugging, Zeller 2002). */
function withoutReads<State, Action>(
  { isRead }: SearchedObject<State, Action>,
  calls: readonly ObservedCall<Action>[],
  isRefuted: Test<Action>,
): readonly ObservedCall<Action>[] {
  let kept = calls;
  let reads = calls.filter(({ action }) => isRead(action));
  for (let size = Math.ceil(reads.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < reads.length;) {
      const group = new Set(reads.slice(at, at + size));
      const fewer = kept.filter((call) => !group.has(call));
      if (isRefuted(fewer)) {
        kept = fewer;
        reads = reads.filter((call) => !group.has(call));
      } else at += size;
    }
  }
  return kept;
}

/** Leaves out whole groups of values that calls connect, where calls of other values cannot depend on them. */
function withoutValues<State, Action>(
  { values }: SearchedObject<State, Action>,
  calls: readonly ObservedCall<Action>[],
  isRefuted: Test<Action>,
): readonly ObservedCall<Action>[] {
  if (values === null || calls.some(({ action }) => values(action) === null)) return calls;
  return componentsOf(calls, ({ action }) => values(action) ?? []).reduce((kept, group) => {
    const without = kept.filter((call) => !group.includes(call));
    return isRefuted(without) ? without : kept;
  }, calls);
}
